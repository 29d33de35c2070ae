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
/// The gzip data may be there whole, or come piece by piece: a reader that has given fewer bytes
/// than were asked for and ``needsInput`` goes on once ``append(_:)`` or ``endInput()`` was called.
/// Of input that is used up nothing is kept.
///
/// Noncopyable, because it owns a zlib stream.
public struct GzipReader: ~Copyable {
  /// Deflate makes at most 1,032 bytes of one: 258 bytes from a one-bit length code and a one-bit
  /// distance code (RFC 1951, section 3.2.5).
  public static let largestExpansion = 1_032

  private enum State {
    case atMember
    case inData
    case atTrailer
    case behindMembers
    case atEnd
  }

  /// More than any honest header that comes in pieces, which is kept until all of it is there: the
  /// extra field has at most 64 KiB, and name and comment are for people.
  static let headerLimit = 1 << 20

  /// The input that is not used up, but for what was used since the last ``append(_:)``.
  private var bytes: [UInt8]
  /// The offset of the first of ``bytes`` in the gzip data.
  private var base = 0
  /// How many of ``bytes`` are used.
  private var used = 0
  /// Whether nothing follows ``bytes``.
  private var isWhole: Bool
  private var state = State.atMember
  private var stream = InflateStream()
  /// CRC-32 and length (modulo 2^32) of the member so far.
  private var checksum: UInt32 = 0
  private var length: UInt32 = 0

  /// What follows the last member: where it starts, how much of it has gone by, and whether that was
  /// zeros alone.
  private var rest = (offset: 0, count: 0, isZero: true)

  /// Whether the last read stopped because more input must come first.
  public private(set) var needsInput = false

  /// The number of gzip bytes used so far.
  public var position: Int { base + used }

  /// Creates a reader of all of `bytes`, which are shared, not copied.
  public init(bytes: [UInt8]) {
    self.bytes = bytes
    isWhole = true
  }

  /// Creates a reader of input that comes piece by piece.
  public init() {
    bytes = []
    isWhole = false
  }

  /// Takes the next piece of the input.
  ///
  /// - Precondition: the input has not ended.
  public mutating func append(_ piece: [UInt8]) {
    precondition(!isWhole, "\(piece.count) bytes follow the end of the gzip data")
    needsInput = false
    base += used
    if used == bytes.count { bytes = piece } else { bytes = Array(bytes[used...]) + piece }
    used = 0
  }

  /// Says that no more input comes.
  public mutating func endInput() {
    isWhole = true
    needsInput = false
  }

  /// Inflates up to `count` bytes and appends them to `output`.
  ///
  /// A reader that has thrown stays where the fault is.
  ///
  /// - Parameters:
  ///   - count: how many bytes to inflate.
  ///   - output: appended to; it grows with the data. Reserve its capacity where the size is known.
  /// - Returns: how many bytes were appended. Fewer than `count` means that the reader
  ///   ``needsInput``, or else that the data are at their end and that every check has passed.
  /// - Throws: ``GzipError`` with the first fault; `output` may then hold data before it.
  @discardableResult
  public mutating func read(_ count: Int, into output: inout [UInt8]) throws(GzipError) -> Int {
    precondition(count >= 0, "cannot inflate \(count) bytes")
    var missing = count
    while missing > 0, !needsInput {
      switch state {
      case .atMember: try openMember()
      case .inData: missing -= try readData(atMost: missing, into: &output)
      case .atTrailer: try closeMember()
      case .behindMembers: try passRest()
      case .atEnd: return count - missing
      }
    }
    return count - missing
  }

  /// Reads the header of the next member, or finds the end of the data.
  private mutating func openMember() throws(GzipError) {
    let found = [UInt8](bytes[used...].prefix(MemberHeader.magic.count))
    guard found == MemberHeader.magic else {
      if !isWhole, found.count < MemberHeader.magic.count { return needsInput = true }
      if position > 0, found.isEmpty { return state = .atEnd }
      if MemberHeader.magic.starts(with: found) { throw .headerCut(offset: base + bytes.count) }
      guard position > 0 else { throw .notGzip(offset: 0, found: found) }
      rest.offset = position
      return state = .behindMembers
    }
    let header: MemberHeader
    do {
      header = try MemberHeader(in: bytes, at: used)
    } catch {
      guard case .headerCut = error, !isWhole else { throw error.moved(by: base) }
      guard bytes.count - used <= GzipReader.headerLimit else {
        throw .headerTooLong(offset: position, limit: GzipReader.headerLimit)
      }
      return needsInput = true
    }
    used = header.dataOffset
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
    used += consumed
    let piece = output.count - start
    checksum = CRC32.checksum(
      output.span.extracting(start..<output.count), continuing: checksum)
    length &+= UInt32(truncatingIfNeeded: piece)
    switch outcome {
    case .outputFull: break
    case .dataEnded: try closeMember()
    case .inputEnded:
      guard !isWhole else { throw .dataCut(offset: base + bytes.count) }
      needsInput = true
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
    let rest = bytes.span.extracting(used...)
    output.append(addingCapacity: limit) { room in
      result = stream.inflate(rest, into: &room)
    }
    return result
  }

  /// Checks the trailer of the member whose data have ended.
  private mutating func closeMember() throws(GzipError) {
    state = .atTrailer
    guard bytes.count - used >= 8 else {
      guard !isWhole else { throw .trailerCut(offset: base + bytes.count) }
      return needsInput = true
    }
    let foundChecksum = littleEndian32(at: used)
    guard foundChecksum == checksum else {
      throw .checksum(offset: position, expected: checksum, found: foundChecksum)
    }
    let foundLength = littleEndian32(at: used + 4)
    guard foundLength == length else {
      throw .length(offset: position + 4, expected: length, found: foundLength)
    }
    used += 8
    state = .atMember
  }

  /// Refuses what follows the last member, once all of it has been seen, or as much of it as a header
  /// may have.
  private mutating func passRest() throws(GzipError) {
    let count = rest.count + bytes.count - used
    let isZero = rest.isZero && bytes[used...].allSatisfy { $0 == 0 }
    guard !isWhole, count <= GzipReader.headerLimit else {
      throw isZero
        ? .trailingZeros(offset: rest.offset, count: count)
        : .trailingGarbage(offset: rest.offset, count: count)
    }
    rest = (rest.offset, count, isZero)
    used = bytes.count
    needsInput = true
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
