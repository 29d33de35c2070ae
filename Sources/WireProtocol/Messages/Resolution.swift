internal import ByteCoding

/// What a reference stands for: the answer to RESOLVE, `formats/wire-protocol.md`, section 5.3.
public struct Resolution: Sendable, Hashable {
  /// The handle, not 0; good for one connection.
  public let handle: UInt32
  /// The rows of an image.
  public let rows: UInt32
  /// The columns of an image.
  public let columns: UInt32
  /// SHA-256 of the model's file, 32 bytes.
  public let digest: [UInt8]
  /// The model: its name, or `name@version`.
  public let reference: String
  /// The name of each class, 1 to 1,024 of them.
  public let classNames: [String]

  /// Creates the answer of a server.
  ///
  /// - Precondition: the handle is not 0, the digest has 32 bytes, there are 1 to 1,024 classes, and
  ///   an image has 1 to 2^32 - 1 bytes.
  public init(
    handle: UInt32, rows: UInt32, columns: UInt32, digest: [UInt8], reference: String,
    classNames: [String]
  ) {
    precondition(
      handle > 0 && digest.count == 32 && (1...WireFormat.classLimit).contains(classNames.count),
      "handle \(handle), digest of \(digest.count) bytes, \(classNames.count) classes")
    let (inputs, overflow) = rows.multipliedReportingOverflow(by: columns)
    precondition(inputs > 0 && !overflow, "an image cannot have \(rows) x \(columns) bytes")
    self.handle = handle
    self.rows = rows
    self.columns = columns
    self.digest = digest
    self.reference = reference
    self.classNames = classNames
  }

  /// Reads the payload of an answer whose header counts the classes.
  public init(decoding payload: [UInt8], itemCount: UInt32) throws(WireError) {
    var reader = PayloadReader(payload)
    handle = try reader.u32()
    guard handle > 0 else {
      throw WireError(
        .badArgument, at: 32, .modelHandle, expected: .atLeast(1), found: UInt64(handle))
    }
    let inputs = try reader.u32()
    let classes = try reader.u32()
    guard (1...UInt32(WireFormat.classLimit)).contains(classes) else {
      throw WireError(
        .badArgument, at: 40, .classes, expected: .between(1, UInt64(WireFormat.classLimit)),
        found: UInt64(classes))
    }
    guard classes == itemCount else {
      throw WireError(
        .badArgument, at: 20, .itemCount, expected: .exactly(UInt64(classes)),
        found: UInt64(itemCount))
    }
    rows = try reader.u32()
    columns = try reader.u32()
    let (product, overflow) = rows.multipliedReportingOverflow(by: columns)
    guard inputs > 0, inputs == product, !overflow else {
      throw WireError(
        .badArgument, at: 36, .inputs, expected: .exactly(UInt64(rows) * UInt64(columns)),
        found: UInt64(inputs))
    }
    try reader.reserved(4)
    digest = try reader.bytes(32)
    reference = try reader.text()
    var names: [String] = []
    for _ in 0..<classes { names.append(try reader.text()) }
    classNames = names
    try reader.expectEnd()
  }

  /// The bytes of an image.
  public var inputs: Int { Int(rows) * Int(columns) }

  /// The item count of the header: the number of classes.
  public var itemCount: UInt32 { UInt32(classNames.count) }

  /// The payload.
  public var payload: [UInt8] {
    var writer = ByteWriter(reserving: 256)
    writer.append(u32: handle, .little)
    writer.append(u32: rows * columns, .little)
    writer.append(u32: itemCount, .little)
    writer.append(u32: rows, .little)
    writer.append(u32: columns, .little)
    writer.append(u32: 0, .little)
    writer.append(bytes: digest)
    writer.append(text: reference)
    for name in classNames { writer.append(text: name) }
    return writer.bytes
  }
}
