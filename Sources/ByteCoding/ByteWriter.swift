/// Builds a byte string by appending values in a stated byte order.
///
/// ```swift
/// var writer = ByteWriter()
/// writer.append(u32: 2051, .big)
/// writer.pad(to: 64)
/// writer.patch(u32: checksum, at: 60, .little)
/// ```
public struct ByteWriter: Sendable {
  /// What has been written.
  public private(set) var bytes: [UInt8] = []

  /// Creates an empty writer with room for `byteCount` bytes.
  public init(reserving byteCount: Int = 0) {
    bytes.reserveCapacity(byteCount)
  }

  /// The number of bytes written: the offset of the next one.
  public var count: Int { bytes.count }

  /// Appends a byte.
  public mutating func append(u8 value: UInt8) {
    bytes.append(value)
  }

  /// Appends an unsigned integer of two bytes.
  public mutating func append(u16 value: UInt16, _ order: ByteOrder) {
    append(integer: value, order)
  }

  /// Appends an unsigned integer of four bytes.
  public mutating func append(u32 value: UInt32, _ order: ByteOrder) {
    append(integer: value, order)
  }

  /// Appends an unsigned integer of eight bytes.
  public mutating func append(u64 value: UInt64, _ order: ByteOrder) {
    append(integer: value, order)
  }

  /// Appends an IEEE 754 number of four bytes, bit for bit.
  public mutating func append(f32 value: Float, _ order: ByteOrder) {
    append(integer: value.bitPattern, order)
  }

  /// Appends an IEEE 754 number of eight bytes, bit for bit.
  public mutating func append(f64 value: Double, _ order: ByteOrder) {
    append(integer: value.bitPattern, order)
  }

  /// Appends IEEE 754 numbers of four bytes each, bit for bit.
  public mutating func append(f32s values: [Float], _ order: ByteOrder) {
    bytes.append(addingCapacity: 4 * values.count) { output in
      for value in values {
        let word = value.bitPattern
        let ordered = order == .little ? word : word.byteSwapped
        output.append(UInt8(truncatingIfNeeded: ordered))
        output.append(UInt8(truncatingIfNeeded: ordered >> 8))
        output.append(UInt8(truncatingIfNeeded: ordered >> 16))
        output.append(UInt8(truncatingIfNeeded: ordered >> 24))
      }
    }
  }

  /// Appends bytes as they are.
  public mutating func append(bytes values: [UInt8]) {
    bytes.append(contentsOf: values)
  }

  /// Appends text as UTF-8, without length or terminator.
  public mutating func append(utf8 text: String) {
    bytes.append(contentsOf: text.utf8)
  }

  /// Appends `filler` until the number of bytes is a multiple of `alignment`.
  ///
  /// - Precondition: `alignment > 0`.
  public mutating func pad(to alignment: Int, with filler: UInt8 = 0) {
    precondition(alignment > 0, "an alignment is at least 1, found \(alignment)")
    let excess = bytes.count % alignment
    guard excess > 0 else { return }
    bytes.append(contentsOf: repeatElement(filler, count: alignment - excess))
  }

  /// Replaces the two bytes at `offset`, which have been written before.
  public mutating func patch(u16 value: UInt16, at offset: Int, _ order: ByteOrder) {
    patch(integer: value, at: offset, order)
  }

  /// Replaces the four bytes at `offset`, which have been written before.
  public mutating func patch(u32 value: UInt32, at offset: Int, _ order: ByteOrder) {
    patch(integer: value, at: offset, order)
  }

  /// Replaces the eight bytes at `offset`, which have been written before.
  public mutating func patch(u64 value: UInt64, at offset: Int, _ order: ByteOrder) {
    patch(integer: value, at: offset, order)
  }

  /// Replaces the bytes from `offset` on, all of which have been written before.
  public mutating func patch(bytes values: [UInt8], at offset: Int) {
    requireWritten(values.count, at: offset)
    bytes.replaceSubrange(offset..<offset + values.count, with: values)
  }

  private mutating func append<Value: FixedWidthInteger & UnsignedInteger>(
    integer value: Value, _ order: ByteOrder
  ) {
    var rest = order == .little ? value : value.byteSwapped
    for _ in 0..<Value.bitWidth / 8 {
      bytes.append(UInt8(truncatingIfNeeded: rest))
      rest >>= 8
    }
  }

  private mutating func patch<Value: FixedWidthInteger & UnsignedInteger>(
    integer value: Value, at offset: Int, _ order: ByteOrder
  ) {
    requireWritten(Value.bitWidth / 8, at: offset)
    let ordered = order == .little ? value : value.byteSwapped
    for index in 0..<Value.bitWidth / 8 {
      bytes[offset + index] = UInt8(truncatingIfNeeded: ordered >> (8 * index))
    }
  }

  private func requireWritten(_ byteCount: Int, at offset: Int) {
    precondition(
      offset >= 0 && offset <= bytes.count - byteCount,
      "cannot patch \(byteCount) bytes at offset \(offset) of \(bytes.count) written")
  }
}
