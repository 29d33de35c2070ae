public import ArgumentParser
public import Training

// Public because both types are: the compiler asks for it.
extension Recipe: ExpressibleByArgument {}
