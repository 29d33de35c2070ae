/// The fixed numbers of the protocol: `formats/wire-protocol.md`, sections 3 and 7.
public enum WireFormat {
  /// The version of every frame, and the highest that this module speaks.
  public static let version: UInt8 = 1
  /// The minor version that this module knows.
  public static let minorVersion: UInt16 = 0
  /// The first four bytes of a frame, `89 4D 57 50`, as a little-endian number.
  public static let magic: UInt32 = 0x5057_4D89
  /// The bytes of a header.
  public static let headerByteCount = 32
  /// The boundary at which frames and blocks begin.
  public static let alignment = 8
  /// The bit of an opcode that marks a frame of the server.
  public static let answerBit: UInt8 = 0x80
  /// The largest HELLO frame of a client, in bytes.
  public static let helloByteLimit = 4_096
  /// The largest payload of PING, in bytes.
  public static let echoByteLimit = 64
  /// The longest text of a refusal or GOAWAY, in bytes.
  public static let refusalByteLimit = 1_024
  /// The longest reference to a model, in bytes.
  public static let referenceByteLimit = 129
  /// The most classes a model can have.
  public static let classLimit = 1_024

  /// The smallest multiple of ``alignment`` that is at least `byteCount`.
  ///
  /// - Precondition: `byteCount` is at least 0 and leaves room for the alignment.
  public static func aligned(_ byteCount: Int) -> Int {
    (byteCount + (alignment - 1)) & ~(alignment - 1)
  }

  /// The bytes of the frame whose payload has `payloadByteCount` bytes.
  public static func frameByteCount(payload payloadByteCount: Int) -> Int {
    headerByteCount + aligned(payloadByteCount)
  }
}
