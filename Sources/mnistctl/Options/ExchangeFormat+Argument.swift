public import ArgumentParser
public import ModelExchange

// Public because both types are: the compiler asks for it.
extension ExchangeFormat: ExpressibleByArgument {}
