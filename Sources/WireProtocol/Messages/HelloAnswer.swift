internal import ByteCoding

/// What a server tells about itself: `formats/wire-protocol.md`, section 5.1.
public struct HelloAnswer: Sendable, Hashable {
  /// The version of all further frames.
  public let version: UInt8
  /// The socket that the connection came through.
  public let socket: SocketKind
  /// The minor version of the server.
  public let minorVersion: UInt16
  /// The features that are on.
  public let features: Features
  /// 16 random bytes, new for each start of the server.
  public let bootID: [UInt8]
  /// What the server allows.
  public let limits: ServerLimits
  /// The server's build, for people.
  public let build: String

  /// Creates the answer of a server.
  ///
  /// - Precondition: the boot id has 16 bytes, and the limits may be announced.
  public init(
    socket: SocketKind, features: Features, bootID: [UInt8], limits: ServerLimits, build: String
  ) {
    precondition(bootID.count == 16, "a boot id has 16 bytes, found \(bootID.count)")
    if let objection = limits.objection { preconditionFailure(objection) }
    version = WireFormat.version
    self.socket = socket
    minorVersion = WireFormat.minorVersion
    self.features = features
    self.bootID = bootID
    self.limits = limits
    self.build = build
  }

  /// Reads the payload of an answer whose header counts the limits.
  public init(decoding payload: [UInt8], itemCount: UInt32) throws(WireError) {
    var reader = PayloadReader(payload)
    version = try reader.u8()
    guard version == WireFormat.version else {
      throw WireError(
        .badArgument, at: 32, .version, expected: .exactly(UInt64(WireFormat.version)),
        found: UInt64(version))
    }
    socket = try reader.choice(SocketKind.self, .socket)
    minorVersion = try reader.u16()
    features = Features(rawValue: try reader.u32())
    bootID = try reader.bytes(16)
    limits = try ServerLimits(decoding: &reader, count: itemCount)
    build = try reader.text()
    try reader.expectEnd()
  }

  /// The item count of the header: the number of limits.
  public var itemCount: UInt32 { UInt32(ServerLimits.rules.count) }

  /// The payload.
  public var payload: [UInt8] {
    var writer = ByteWriter(reserving: 320)
    writer.append(u8: version)
    writer.append(u8: socket.rawValue)
    writer.append(u16: minorVersion, .little)
    writer.append(u32: features.rawValue, .little)
    writer.append(bytes: bootID)
    limits.append(to: &writer)
    writer.append(text: build)
    return writer.bytes
  }
}
