internal import ByteCoding

/// The first message of a connection: `formats/wire-protocol.md`, section 5.1.
public struct HelloRequest: Sendable, Hashable {
  /// The versions that the client speaks, from 1 on.
  public let versions: ClosedRange<UInt8>
  /// The minor version that the client knows.
  public let minorVersion: UInt16
  /// The features that the client wants.
  public let features: Features
  /// What the client calls itself, for people.
  public let client: String

  /// Creates the message of a client.
  ///
  /// - Precondition: versions begin at 1 or above, and the frame fits 4,096 bytes.
  public init(
    client: String, features: Features = [],
    versions: ClosedRange<UInt8> = WireFormat.version...WireFormat.version,
    minorVersion: UInt16 = WireFormat.minorVersion
  ) {
    precondition(versions.lowerBound > 0, "versions count from 1, found \(versions)")
    let byteCount = WireFormat.frameByteCount(payload: 10 + client.utf8.count)
    precondition(
      byteCount <= WireFormat.helloByteLimit,
      "a greeting has at most \(WireFormat.helloByteLimit) bytes, found \(byteCount)")
    self.client = client
    self.features = features
    self.versions = versions
    self.minorVersion = minorVersion
  }

  /// Reads the payload of a HELLO.
  ///
  /// - Throws: the refusal; ``Status/badVersion`` ends the connection.
  public init(decoding payload: [UInt8]) throws(WireError) {
    var reader = PayloadReader(payload)
    let lowest = try reader.u8()
    let highest = try reader.u8()
    minorVersion = try reader.u16()
    features = Features(rawValue: try reader.u32())
    client = try reader.text()
    try reader.expectEnd()
    guard lowest > 0 else {
      throw WireError(
        .badArgument, at: 32, .lowestVersion, expected: .atLeast(1), found: UInt64(lowest))
    }
    guard highest >= lowest else {
      throw WireError(
        .badArgument, at: 33, .highestVersion, expected: .atLeast(UInt64(lowest)),
        found: UInt64(highest))
    }
    versions = lowest...highest
    guard versions.contains(WireFormat.version) else {
      throw WireError(
        .badVersion, at: 32, .lowestVersion, expected: .exactly(UInt64(WireFormat.version)),
        found: UInt64(lowest))
    }
  }

  /// The payload.
  public var payload: [UInt8] {
    var writer = ByteWriter(reserving: 10 + client.utf8.count)
    writer.append(u8: versions.lowerBound)
    writer.append(u8: versions.upperBound)
    writer.append(u16: minorVersion, .little)
    writer.append(u32: features.rawValue, .little)
    writer.append(text: client)
    return writer.bytes
  }
}
