internal import CZlib

/// zlib's decompressor of raw deflate data.
///
/// Noncopyable, because it owns memory of zlib's and because zlib keeps the address of its state:
/// the state lives in an allocation of its own that never moves.
/// Safe to use: only its own methods reach the state.
@safe struct InflateStream: ~Copyable {
  /// Why a step stopped.
  enum Outcome {
    /// The output is full.
    case outputFull
    /// All of the input is used, and the data are not at their end.
    case inputEnded
    /// The data are at their end.
    case dataEnded
    /// The input is no deflate data.
    case damaged(reason: String)
  }

  private let state: UnsafeMutablePointer<z_stream>

  init() {
    unsafe state = .allocate(capacity: 1)
    unsafe state.initialize(to: z_stream())
    // SAFETY: the state is zeroed, so zlib uses its own allocator; `deinit` frees what it takes.
    let result = unsafe mnistkit_inflate_raw_init(state)
    // Swift's own allocations trap in this case, too.
    precondition(result == Z_OK, "zlib cannot set up a decompressor: code \(result)")
  }

  deinit {
    // SAFETY: `init` has set up the state, and nothing else ends it. The result only repeats what
    // `inflate` has said before.
    _ = unsafe inflateEnd(state)
    unsafe state.deinitialize(count: 1)
    unsafe state.deallocate()
  }

  /// Forgets the data so far; new deflate data may start.
  mutating func reset() {
    // SAFETY: `init` has set up the state, which has not moved since.
    let result = unsafe inflateReset(state)
    precondition(result == Z_OK, "zlib cannot reset a decompressor: code \(result)")
  }

  /// Inflates from `input` into the free part of `output`, as far as the two allow.
  ///
  /// - Parameters:
  ///   - input: the rest of the input; `inputEnded` is said only at its end.
  ///   - output: appended to.
  /// - Returns: why it stopped, and how many bytes of the input are used.
  mutating func inflate(
    _ input: Span<UInt8>, into output: inout OutputSpan<UInt8>
  ) -> (outcome: Outcome, consumed: Int) {
    unsafe input.withUnsafeBufferPointer { source in
      unsafe output.withUnsafeMutableBufferPointer { target, written in
        var consumed = 0
        while written < target.count {
          let given = min(source.count - consumed, InflateStream.largestPiece)
          let room = min(target.count - written, InflateStream.largestPiece)
          // SAFETY: zlib reads `given` bytes and writes at most `room` bytes; both lie within the
          // buffers, which live as long as these closures.
          unsafe state.pointee.next_in = source.extracting(consumed...).baseAddress
          unsafe state.pointee.avail_in = UInt32(given)
          unsafe state.pointee.next_out = target.extracting(written...).baseAddress
          unsafe state.pointee.avail_out = UInt32(room)
          let result = unsafe CZlib.inflate(state, Z_NO_FLUSH)
          consumed += unsafe given - Int(state.pointee.avail_in)
          written += unsafe room - Int(state.pointee.avail_out)
          switch result {
          case Z_STREAM_END:
            return (.dataEnded, consumed)
          case Z_OK, Z_BUF_ERROR:
            // Room left over means that zlib wants more input, not more room.
            if unsafe state.pointee.avail_out > 0, consumed == source.count {
              return (.inputEnded, consumed)
            }
          case Z_DATA_ERROR:
            return (.damaged(reason: damage), consumed)
          default:
            preconditionFailure("zlib cannot inflate: code \(result)")
          }
        }
        return (.outputFull, consumed)
      }
    }
  }

  /// zlib's words for what is wrong with the data.
  private var damage: String {
    // SAFETY: where zlib gives a message, it is a constant C string of its own.
    guard let message = unsafe state.pointee.msg else { return "something else" }
    return unsafe String(cString: message)
  }

  /// The most bytes that one call hands to zlib, whose counters have 32 bits.
  private static var largestPiece: Int { 1 << 30 }
}
