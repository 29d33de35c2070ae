/// A bounded cursor over bytes from outside.
///
/// Every read first checks that the bytes are there, so no input can make it trap or read beyond
/// its end; it has no unchecked variant. Offsets are absolute: a reader made by ``slice(_:)``, or
/// with a base offset, counts from the start of the file that its bytes come from, and so do its
/// errors. A failed read leaves the position where it was.
///
/// ```swift
/// var reader = ByteReader(bytes: file)
/// let version = try reader.u16(.little)
/// let name = try reader.utf8(Int(reader.u8()))
/// ```
public struct ByteReader: Sendable {
  private let storage: [UInt8]
  /// The absolute offset of `storage[0]`.
  private let baseOffset: Int
  /// Indices of `storage`; `start <= next <= end <= storage.count`.
  private let start: Int
  private let end: Int
  private var next: Int

  /// Creates a reader over all of `bytes`.
  ///
  /// - Parameters:
  ///   - bytes: the input; shared, not copied.
  ///   - baseOffset: the offset of `bytes[0]` in the file that it is a piece of.
  /// - Precondition: `baseOffset >= 0`, and the offset of the last byte fits an `Int`.
  public init(bytes: [UInt8], baseOffset: Int = 0) {
    precondition(
      baseOffset >= 0 && baseOffset <= Int.max - bytes.count,
      "a reader of \(bytes.count) bytes cannot start at offset \(baseOffset)")
    self.init(storage: bytes, baseOffset: baseOffset, start: 0, end: bytes.count)
  }

  private init(storage: [UInt8], baseOffset: Int, start: Int, end: Int) {
    self.storage = storage
    self.baseOffset = baseOffset
    self.start = start
    self.end = end
    self.next = start
  }

  /// The absolute offset of the next byte.
  public var position: Int { baseOffset + next }

  /// The absolute offset of the first byte that the reader may read.
  public var lowerBound: Int { baseOffset + start }

  /// The absolute offset just after the last byte that the reader may read.
  public var upperBound: Int { baseOffset + end }

  /// The number of bytes left.
  public var remaining: Int { end - next }

  /// Moves to an absolute offset within `lowerBound...upperBound`.
  public mutating func seek(to offset: Int) throws(ByteCodingError) {
    guard offset >= lowerBound, offset <= upperBound else {
      throw .seekOutOfBounds(offset: offset, lowerBound: lowerBound, upperBound: upperBound)
    }
    next = offset - baseOffset
  }

  /// Passes over `count` bytes.
  public mutating func skip(_ count: Int) throws(ByteCodingError) {
    next = try take(count).upperBound
  }

  /// A reader of the next `count` bytes alone, which this reader passes over.
  public mutating func slice(_ count: Int) throws(ByteCodingError) -> ByteReader {
    let range = try take(count)
    next = range.upperBound
    return ByteReader(
      storage: storage, baseOffset: baseOffset, start: range.lowerBound, end: range.upperBound)
  }

  /// The next `count` bytes.
  public mutating func bytes(_ count: Int) throws(ByteCodingError) -> [UInt8] {
    let range = try take(count)
    next = range.upperBound
    return [UInt8](storage[range])
  }

  /// The next `count` bytes as text, refused where they are not UTF-8.
  ///
  /// Nothing is repaired and nothing is stripped: a byte order mark or a NUL stays in the text.
  public mutating func utf8(_ count: Int) throws(ByteCodingError) -> String {
    let range = try take(count)
    let text: String
    do {
      text = String(copying: try UTF8Span(validating: storage.span.extracting(range)))
    } catch {
      throw .invalidUTF8(offset: position + error.byteOffsets.lowerBound)
    }
    next = range.upperBound
    return text
  }

  /// Refuses input that goes on where it had to end.
  public func expectEnd() throws(ByteCodingError) {
    guard remaining == 0 else { throw .trailingBytes(offset: position, count: remaining) }
  }

  /// The next byte.
  public mutating func u8() throws(ByteCodingError) -> UInt8 {
    let range = try take(1)
    next = range.upperBound
    return storage[range.lowerBound]
  }

  /// The next two bytes as an unsigned integer.
  public mutating func u16(_ order: ByteOrder) throws(ByteCodingError) -> UInt16 {
    try integer(order)
  }

  /// The next four bytes as an unsigned integer.
  public mutating func u32(_ order: ByteOrder) throws(ByteCodingError) -> UInt32 {
    try integer(order)
  }

  /// The next eight bytes as an unsigned integer.
  public mutating func u64(_ order: ByteOrder) throws(ByteCodingError) -> UInt64 {
    try integer(order)
  }

  /// The next four bytes as an IEEE 754 number, bit for bit: any NaN stays the NaN it is.
  public mutating func f32(_ order: ByteOrder) throws(ByteCodingError) -> Float {
    Float(bitPattern: try u32(order))
  }

  /// The next eight bytes as an IEEE 754 number, bit for bit: any NaN stays the NaN it is.
  public mutating func f64(_ order: ByteOrder) throws(ByteCodingError) -> Double {
    Double(bitPattern: try u64(order))
  }

  /// The next `count` four-byte IEEE 754 numbers, bit for bit.
  public mutating func f32s(_ count: Int, _ order: ByteOrder) throws(ByteCodingError) -> [Float] {
    // A byte count that overflows is more than any input holds.
    let (byteCount, overflow) = count.multipliedReportingOverflow(by: 4)
    let range = try take(overflow ? Int.max : byteCount)
    next = range.upperBound
    let words = storage.span.extracting(range)
    return [Float](capacity: count) { numbers in
      for offset in stride(from: 0, to: words.count, by: 4) {
        numbers.append(Float(bitPattern: ByteReader.assemble(words, at: offset, order)))
      }
    }
  }

  /// The indices of the next `count` bytes, where there are so many.
  private func take(_ count: Int) throws(ByteCodingError) -> Range<Int> {
    guard count >= 0, count <= end - next else {
      throw .truncated(offset: position, needed: count, available: remaining)
    }
    return next..<next + count
  }

  private mutating func integer<Value: FixedWidthInteger & UnsignedInteger>(
    _ order: ByteOrder
  ) throws(ByteCodingError) -> Value {
    let range = try take(Value.bitWidth / 8)
    next = range.upperBound
    return ByteReader.assemble(storage.span, at: range.lowerBound, order)
  }

  /// Builds an integer from single bytes, so that its alignment does not matter.
  @inline(__always)
  private static func assemble<Value: FixedWidthInteger & UnsignedInteger>(
    _ bytes: Span<UInt8>, at offset: Int, _ order: ByteOrder
  ) -> Value {
    var bigEndian: Value = 0
    for index in 0..<Value.bitWidth / 8 {
      bigEndian = bigEndian << 8 | Value(truncatingIfNeeded: bytes[offset + index])
    }
    return order == .big ? bigEndian : bigEndian.byteSwapped
  }
}
