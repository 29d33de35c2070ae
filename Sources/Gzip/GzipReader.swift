/// Inflates gzip data piece by piece (RFC 1952).
///
/// All members are joined, as the format asks, and each one's header, CRC-32 and length are
/// checked; what follows the last member is refused. The length that a trailer states is compared
/// and never believed: the caller says how many bytes it wants, and no more are made.
///
/// ```swift
/// var reader = GzipReader(bytes: file)
/// var start: [UInt8] = []
/// try reader.read(16, into: &start)
/// ```
///
/// Noncopyable, because it owns a zlib stream.
public struct GzipReader: ~Copyable {
  /// Deflate makes at most 1,032 bytes of one: 258 bytes from a one-bit length code and a one-bit
  /// distance code (RFC 1951, section 3.2.5).
  public static let largestExpansion = 1_032

  private enum State {
    case atMember
    case inData
    case atEnd
  }

  private let bytes: [UInt8]
  private var state = State.atMember
  private var stream = InflateStream()
  /// CRC-32 and length (modulo 2^32) of the member so far.
  private var checksum: UInt32 = 0
  private var length: UInt32 = 0

  /// The number of gzip bytes used so far.
  public private(set) var position = 0

  /// Creates a reader of all of `bytes`, which are shared, not copied.
  public init(bytes: [UInt8]) {
    self.bytes = bytes
  }

  /// Inflates up to `count` bytes and appends them to `output`.
  ///
  /// A reader that has thrown stays where the fault is.
  ///
  /// - Parameters:
  ///   - count: how many bytes to inflate.
  ///   - output: appended to; it grows with the data. Reserve its capacity where the size is known.
  /// - Returns: how many bytes were appended. Fewer than `count` means that the data are at their
  ///   end and that every check has passed.
  /// - Throws: ``GzipError`` with the first fault; `output` may then hold data before it.
  @discardableResult
  public mutating func read(_ count: Int, into output: inout [UInt8]) throws(GzipError) -> Int {
    precondition(count >= 0, "cannot inflate \(count) bytes")
    var missing = count
    while missing > 0 {
      switch state {
      case .atMember: try openMember()
      case .inData: missing -= try readData(atMost: missing, into: &output)
      case .atEnd: return count - missing
      }
    }
    return count
  }

  /// Reads the header at `position`, or finds the end of the data.
  private mutating func openMember() throws(GzipError) {
    let rest = bytes[position...]
    if position > 0, rest.isEmpty {
      state = .atEnd
      return
    }
    let found = [UInt8](rest.prefix(MemberHeader.magic.count))
    guard found == MemberHeader.magic else {
      if MemberHeader.magic.starts(with: found) { throw .headerCut(offset: bytes.count) }
      guard position > 0 else { throw .notGzip(offset: 0, found: found) }
      if rest.allSatisfy({ $0 == 0 }) {
        throw .trailingZeros(offset: position, count: rest.count)
      }
      throw .trailingGarbage(offset: position, count: rest.count)
    }
    position = try MemberHeader(in: bytes, at: position).dataOffset
    stream.reset()
    checksum = 0
    length = 0
    state = .inData
  }

  /// Inflates one piece of a member, and closes the member at its end.
  private mutating func readData(
    atMost limit: Int, into output: inout [UInt8]
  ) throws(GzipError) -> Int {
    let start = output.count
    let (outcome, consumed) = inflate(atMost: min(limit, GzipReader.pieceSize), into: &output)
    position += consumed
    let piece = output.count - start
    checksum = CRC32.checksum(
      output.span.extracting(start..<output.count), continuing: checksum)
    length &+= UInt32(truncatingIfNeeded: piece)
    switch outcome {
    case .outputFull: break
    case .dataEnded: try closeMember()
    case .inputEnded: throw .dataCut(offset: bytes.count)
    case .damaged(let reason): throw .damagedData(offset: position, reason: reason)
    }
    return piece
  }

  private mutating func inflate(
    atMost limit: Int, into output: inout [UInt8]
  ) -> (outcome: InflateStream.Outcome, consumed: Int) {
    var result = (outcome: InflateStream.Outcome.outputFull, consumed: 0)
    // The span borrows this reference: the closure below has all of `self` to itself.
    let bytes = bytes
    let rest = bytes.span.extracting(position...)
    output.append(addingCapacity: limit) { room in
      result = stream.inflate(rest, into: &room)
    }
    return result
  }

  /// Checks the trailer at `position`.
  private mutating func closeMember() throws(GzipError) {
    guard bytes.count - position >= 8 else { throw .trailerCut(offset: bytes.count) }
    let foundChecksum = littleEndian32(at: position)
    guard foundChecksum == checksum else {
      throw .checksum(offset: position, expected: checksum, found: foundChecksum)
    }
    let foundLength = littleEndian32(at: position + 4)
    guard foundLength == length else {
      throw .length(offset: position + 4, expected: length, found: foundLength)
    }
    position += 8
    state = .atMember
  }

  private func littleEndian32(at offset: Int) -> UInt32 {
    (0..<4).reduce(0) { $0 | UInt32(bytes[offset + $1]) << (8 * UInt32($1)) }
  }

  /// How much is inflated before its checksum is taken: little enough to be still in the cache.
  ///
  /// Pieces of 64 KiB to 64 MiB take the same 167 ms for MNIST's training images; a small one
  /// costs little where a small input claims much.
  private static var pieceSize: Int { 256 << 10 }
}
