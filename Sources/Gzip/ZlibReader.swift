internal import CZlib

/// Inflates one zlib stream piece by piece (RFC 1950), the form that PNG keeps its pixels in.
///
/// The header and the Adler-32 of the data are checked, and what follows the stream is refused. A
/// stream does not say how long its data are: the caller says how many bytes it wants, and no more
/// are made.
///
/// The header may promise a window smaller than 32 KiB. References that reach farther back are
/// still followed, as every inflater in use does: old encoders are known to break that promise, and
/// the checksum finds what is really damaged.
///
/// Noncopyable, because it owns a zlib stream.
public struct ZlibReader: ~Copyable {
  private enum State {
    case atHeader
    case inData
    case atEnd
  }

  private let bytes: [UInt8]
  private var state = State.atHeader
  private var stream = InflateStream()
  /// The Adler-32 of the data so far; 1 is that of no data (RFC 1950, section 8.2).
  private var checksum: UInt32 = 1

  /// The number of zlib bytes used so far.
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
  /// - Throws: ``ZlibError`` with the first fault; `output` may then hold data before it.
  @discardableResult
  public mutating func read(_ count: Int, into output: inout [UInt8]) throws(ZlibError) -> Int {
    precondition(count >= 0, "cannot inflate \(count) bytes")
    var missing = count
    while missing > 0 {
      switch state {
      case .atHeader: try readHeader()
      case .inData: missing -= try readData(atMost: missing, into: &output)
      case .atEnd: return count - missing
      }
    }
    return count
  }

  /// Checks the two bytes before the data (RFC 1950, section 2.2).
  private mutating func readHeader() throws(ZlibError) {
    guard bytes.count >= 2 else { throw .headerCut(offset: bytes.count) }
    let method = bytes[0] & 0x0F
    guard method == MemberHeader.deflate else { throw .unknownMethod(offset: 0, found: method) }
    let window = bytes[0] >> 4
    guard window <= 7 else { throw .window(offset: 0, found: window) }
    let word = UInt16(bytes[0]) << 8 | UInt16(bytes[1])
    guard word % 31 == 0 else { throw .headerCheck(offset: 0, found: word) }
    guard bytes[1] & 0x20 == 0 else { throw .dictionary(offset: 1) }
    position = 2
    state = .inData
  }

  /// Inflates one piece of the data, and closes the stream at their end.
  private mutating func readData(
    atMost limit: Int, into output: inout [UInt8]
  ) throws(ZlibError) -> Int {
    let start = output.count
    let outcome = inflate(atMost: min(limit, ZlibReader.pieceSize), into: &output)
    checksum = adler32(output.span.extracting(start...), continuing: checksum)
    switch outcome {
    case .outputFull: break
    case .dataEnded: try close()
    case .inputEnded: throw .dataCut(offset: bytes.count)
    case .damaged(let reason): throw .damagedData(offset: position, reason: reason)
    }
    return output.count - start
  }

  private mutating func inflate(
    atMost limit: Int, into output: inout [UInt8]
  ) -> InflateStream.Outcome {
    var result = (outcome: InflateStream.Outcome.outputFull, consumed: 0)
    // The span borrows this reference: the closure below has all of `self` to itself.
    let bytes = bytes
    let rest = bytes.span.extracting(position...)
    output.append(addingCapacity: limit) { room in
      result = stream.inflate(rest, into: &room)
    }
    position += result.consumed
    return result.outcome
  }

  /// Checks the Adler-32 at `position` and that nothing follows it.
  private mutating func close() throws(ZlibError) {
    guard bytes.count - position >= 4 else { throw .trailerCut(offset: bytes.count) }
    let found = (0..<4).reduce(0) { $0 << 8 | UInt32(bytes[position + $1]) }
    guard found == checksum else {
      throw .checksum(offset: position, expected: checksum, found: found)
    }
    let end = position + 4
    guard end == bytes.count else {
      throw .trailingGarbage(offset: end, count: bytes.count - end)
    }
    position = end
    state = .atEnd
  }

  /// How much is inflated before its checksum is taken, for the reason that ``GzipReader`` has.
  private static var pieceSize: Int { 256 << 10 }
}

/// The Adler-32 of `bytes`, where `checksum` is that of what stands before them.
private func adler32(_ bytes: Span<UInt8>, continuing checksum: UInt32) -> UInt32 {
  unsafe bytes.withUnsafeBufferPointer { buffer in
    // zlib answers an absent address with the initial checksum, and forgets the one so far.
    guard let address = buffer.baseAddress else { return checksum }
    // SAFETY: the buffer holds `count` initialised bytes for the length of this closure.
    return UInt32(
      truncatingIfNeeded: unsafe adler32_z(UInt(checksum), address, z_size_t(buffer.count)))
  }
}
