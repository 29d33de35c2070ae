/// Deflate data without a header or trailer (RFC 1951), as the members of ZIP archives hold them.
///
/// The length and checksum that belong to them stand elsewhere and are the caller's to check.
public enum RawDeflate {
  /// Compresses `bytes`.
  ///
  /// - Parameters:
  ///   - bytes: the data.
  ///   - level: 0 (stored) to 9 (smallest).
  /// - Precondition: `level` is within `0...9`.
  public static func deflate(_ bytes: [UInt8], level: Int = 9) -> [UInt8] {
    var output: [UInt8] = []
    append(bytes, level: level, to: &output)
    return output
  }

  /// Inflates the start of data: up to `limit` bytes of it.
  ///
  /// Memory is taken as data appear, so that a small input that claims much costs little.
  ///
  /// - Parameters:
  ///   - bytes: what holds the data.
  ///   - range: where they are.
  ///   - limit: the most bytes to make.
  /// - Returns: the bytes; whether these are all, and the data end where `range` does.
  /// - Throws: ``RawDeflateError`` where the data are damaged or cut before `limit` bytes are made.
  public static func inflate(
    _ bytes: [UInt8], in range: Range<Int>, limit: Int
  ) throws(RawDeflateError) -> (bytes: [UInt8], isWhole: Bool) {
    precondition(
      range.lowerBound >= 0 && range.upperBound <= bytes.count && (0..<Int.max).contains(limit),
      "cannot inflate up to \(limit) bytes of \(range) in \(bytes.count)")
    var stream = InflateStream()
    var output: [UInt8] = []
    var position = range.lowerBound
    // One byte more than the limit shows whether the data end there.
    while output.count <= limit {
      var outcome = InflateStream.Outcome.outputFull
      output.append(addingCapacity: min(pieceSize, limit + 1 - output.count)) { room in
        let rest = bytes.span.extracting(position..<range.upperBound)
        let step = stream.inflate(rest, into: &room)
        position += step.consumed
        outcome = step.outcome
      }
      switch outcome {
      case .outputFull: break
      case .dataEnded where output.count <= limit:
        return (output, position == range.upperBound)
      case .dataEnded: break
      case .inputEnded: throw .dataCut(offset: position)
      case .damaged(let reason): throw .damagedData(offset: position, reason: reason)
      }
    }
    output.removeLast()
    return (output, false)
  }

  /// Appends the deflate data of `bytes`.
  static func append(_ bytes: [UInt8], level: Int, to output: inout [UInt8]) {
    precondition((0...9).contains(level), "a compression level is 0 to 9, found \(level)")
    var stream = DeflateStream(level: level)
    var position = 0
    var ended = false
    while !ended {
      let rest = bytes.span.extracting(position...)
      output.append(addingCapacity: pieceSize) { room in
        let step = stream.deflate(rest, into: &room)
        position += step.consumed
        ended = step.ended
      }
    }
  }

  /// How much is written at a time.
  private static var pieceSize: Int { 256 << 10 }
}
