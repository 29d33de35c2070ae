public import ModelFile

/// Requires that an error lies within the file, and that its message is one printable line.
public func requireLocated(_ error: ModelFileError, _ file: [UInt8]) {
  require(
    (0...file.count).contains(error.offset),
    "\(error) lies within the file of \(file.count) bytes")
  requireOneLine(error.description)
}
