public import ModelExchange
public import ModelFile

/// Requires that an error lies within the file, and that its message is one printable line.
public func requireLocated(_ error: ModelFileError, _ file: [UInt8]) {
  require(
    (0...file.count).contains(error.offset),
    "\(error) lies within the file of \(file.count) bytes")
  requireOneLine(error.description)
}

/// Requires that an error lies within the file, where it has a place, and that its message is one
/// printable line.
public func requireLocated(_ error: ModelExchangeError, _ file: [UInt8]) {
  require(
    error.offset.map { (0...file.count).contains($0) } ?? true,
    "\(error) lies within the file of \(file.count) bytes")
  requireOneLine(error.description)
}
