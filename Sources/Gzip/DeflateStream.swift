internal import CZlib

/// zlib's compressor to raw deflate data.
///
/// Noncopyable for the same reasons as ``InflateStream``.
/// Safe to use: only its own methods reach the state.
@safe struct DeflateStream: ~Copyable {
  private let state: UnsafeMutablePointer<z_stream>

  /// Creates a compressor of a level of 0 (stored) to 9 (smallest).
  init(level: Int) {
    unsafe state = .allocate(capacity: 1)
    unsafe state.initialize(to: z_stream())
    // SAFETY: the state is zeroed, so zlib uses its own allocator; `deinit` frees what it takes.
    let result = unsafe mnistkit_deflate_raw_init(state, Int32(level))
    // Swift's own allocations trap in this case, too.
    precondition(result == Z_OK, "zlib cannot set up a compressor: code \(result)")
  }

  deinit {
    // SAFETY: `init` has set up the state, and nothing else ends it. The result says no more than
    // whether data were left behind.
    _ = unsafe deflateEnd(state)
    unsafe state.deinitialize(count: 1)
    unsafe state.deallocate()
  }

  /// Deflates from `input`, which is all that is left, into the free part of `output`.
  ///
  /// - Returns: how many bytes of the input are used, and whether the data have been ended.
  mutating func deflate(
    _ input: Span<UInt8>, into output: inout OutputSpan<UInt8>
  ) -> (consumed: Int, ended: Bool) {
    unsafe input.withUnsafeBufferPointer { source in
      unsafe output.withUnsafeMutableBufferPointer { target, written in
        let given = min(source.count, DeflateStream.largestPiece)
        let room = min(target.count - written, DeflateStream.largestPiece)
        // SAFETY: zlib reads `given` bytes and writes at most `room` bytes; both lie within the
        // buffers, which live as long as these closures.
        unsafe state.pointee.next_in = source.baseAddress
        unsafe state.pointee.avail_in = UInt32(given)
        unsafe state.pointee.next_out = target.extracting(written...).baseAddress
        unsafe state.pointee.avail_out = UInt32(room)
        let result = unsafe CZlib.deflate(state, given == source.count ? Z_FINISH : Z_NO_FLUSH)
        precondition(
          result == Z_OK || result == Z_STREAM_END, "zlib cannot deflate: code \(result)")
        written += unsafe room - Int(state.pointee.avail_out)
        return unsafe (given - Int(state.pointee.avail_in), result == Z_STREAM_END)
      }
    }
  }

  /// The most bytes that one call hands to zlib, whose counters have 32 bits.
  private static var largestPiece: Int { 1 << 30 }
}
