import Fuzzing
import Gzip

/// What holds for every input of the gzip reader.
enum GzipProperties {
  /// The largest result that is asked for: far more than a small input needs, if it is honest.
  private static let limit = 1 << 14

  static func check(_ bytes: [UInt8]) {
    var dice = Dice(for: bytes)
    let verdict = inflated(bytes, limit: limit)
    require(
      inflatedInPieces(bytes, &dice) == verdict,
      "reading in pieces gives what reading at once gives")
    require(
      (try? verdict.get()) == ZlibOracle.inflate(bytes, limit: limit),
      "zlib's own gzip reader gives the same, found \(verdict)")
    switch verdict {
    case .success(let content): checkAccepted(content, bytes, &dice)
    case .failure(let error): checkRefused(error, bytes)
    }
  }

  private static func inflated(_ bytes: [UInt8], limit: Int) -> Result<[UInt8], GzipError> {
    Result { () throws(GzipError) in try Gzip.inflate(bytes, limit: limit) }
  }

  /// Reads with pieces of sizes that depend on the input, up to one byte beyond the limit.
  private static func inflatedInPieces(
    _ bytes: [UInt8], _ dice: inout Dice
  ) -> Result<[UInt8], GzipError> {
    var reader = GzipReader(bytes: bytes)
    var output: [UInt8] = []
    do throws(GzipError) {
      while true {
        // Zero bytes change nothing, and the byte beyond the limit must be asked for on its own.
        let room = limit - output.count
        let piece = room == 0 ? 1 : min(room, dice.roll(4) == 0 ? dice.roll(40) : 4_096)
        let read = try reader.read(piece, into: &output)
        require(output.count <= limit + 1, "no more is made than was asked for")
        require((0...bytes.count).contains(reader.position), "the position is within the input")
        if output.count > limit {
          throw GzipError.limitExceeded(offset: reader.position, limit: limit)
        }
        if read < piece { return .success(output) }
      }
    } catch {
      return .failure(error)
    }
  }

  private static func checkAccepted(
    _ content: [UInt8], _ bytes: [UInt8], _ dice: inout Dice
  ) {
    require(content.count <= limit, "no more than the limit is made")
    require(
      content.count <= GzipReader.largestExpansion * bytes.count,
      "deflate expands to at most \(GzipReader.largestExpansion) times the input")
    require(Gzip.isGzip(bytes), "what is inflated starts as gzip data do")
    if dice.roll(4) == 0 { checkLimits(content, bytes) }
    // Setting up a compressor takes longer than all the rest.
    guard dice.roll(32) == 0 else { return }
    let again = Gzip.deflate(content, level: dice.roll(10))
    require(
      inflated(again, limit: content.count) == .success(content),
      "what is deflated again inflates to the same")
  }

  /// The exact limit is enough, and one byte less is not.
  private static func checkLimits(_ content: [UInt8], _ bytes: [UInt8]) {
    require(
      inflated(bytes, limit: content.count) == .success(content), "the exact limit is enough")
    guard !content.isEmpty else { return }
    let verdict = inflated(bytes, limit: content.count - 1)
    guard case .failure(.limitExceeded(let offset, content.count - 1)) = verdict else {
      return require(false, "one byte less than the content is too little, found \(verdict)")
    }
    require((0...bytes.count).contains(offset), "the offset is within the input")
  }

  private static func checkRefused(_ error: GzipError, _ bytes: [UInt8]) {
    require((0...bytes.count).contains(error.offset), "the offset of \(error) is within the input")
    requireOneLine(error.description)
  }
}
