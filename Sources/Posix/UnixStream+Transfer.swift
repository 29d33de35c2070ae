import Glibc
import SystemPackage

// Nothing here allocates: these calls are the inner loop of a server.

extension UnixStream {
  /// Receives what is there, up to the free room, behind what the output holds.
  ///
  /// - Precondition: The output has free room.
  /// - Throws: `ResourceError` for what is neither an answer nor the peer's leaving.
  package func receive(into output: inout OutputSpan<UInt8>) throws(ResourceError) -> TransferResult
  {
    let number = number
    // SAFETY: the memory behind `initialized` is free, and the kernel has written as many bytes
    // as it says, from its beginning on.
    let result = unsafe output.withUnsafeMutableBufferPointer { buffer, initialized in
      let free = unsafe UnsafeMutableRawBufferPointer(
        UnsafeMutableBufferPointer(rebasing: buffer[initialized...]))
      let result = unsafe Self.receive(number, free)
      if case .success(let count) = result { initialized += count }
      return result
    }
    return try Self.outcome(of: result, .receive)
  }

  /// Receives what is there, up to the size of the span, from its beginning on.
  ///
  /// - Precondition: The span is not empty.
  /// - Throws: `ResourceError` for what is neither an answer nor the peer's leaving.
  package func receive(into bytes: inout MutableSpan<UInt8>) throws(ResourceError) -> TransferResult
  {
    let number = number
    // SAFETY: the buffer is the span's own memory.
    let result = unsafe bytes.withUnsafeMutableBytes { unsafe Self.receive(number, $0) }
    return try Self.outcome(of: result, .receive)
  }

  /// Receives what is there into a part of the span, from its beginning on.
  ///
  /// - Precondition: The part is not empty and within the span.
  /// - Throws: `ResourceError` for what is neither an answer nor the peer's leaving.
  package func receive(
    into bytes: inout MutableSpan<UInt8>, part: Range<Int>
  ) throws(ResourceError) -> TransferResult {
    precondition(
      part.lowerBound >= 0 && part.upperBound <= bytes.count,
      "there is no room to receive at \(part) of \(bytes.count)")
    let number = number
    // SAFETY: the buffer is within the span's own memory.
    let result = unsafe bytes.withUnsafeMutableBytes {
      unsafe Self.receive(number, UnsafeMutableRawBufferPointer(rebasing: $0[part]))
    }
    return try Self.outcome(of: result, .receive)
  }

  /// Receives what is there, up to the size of the buffer, from its beginning on.
  ///
  /// - Precondition: The buffer is not empty.
  /// - Throws: `ResourceError` for what is neither an answer nor the peer's leaving.
  @unsafe package func receive(
    into buffer: UnsafeMutableRawBufferPointer
  ) throws(ResourceError) -> TransferResult {
    try Self.outcome(of: unsafe Self.receive(number, buffer), .receive)
  }

  /// Sends as many of the bytes as fit into the kernel's buffer.
  ///
  /// - Precondition: There are bytes to send.
  /// - Throws: `ResourceError` for what is neither an answer nor the peer's leaving.
  package func send(_ bytes: Span<UInt8>) throws(ResourceError) -> TransferResult {
    precondition(!bytes.isEmpty, "there is nothing to send")
    let number = number
    let flags = Self.flags
    // SAFETY: the buffer is the span's own memory and is only read.
    let result = unsafe bytes.withUnsafeBytes { buffer in
      SystemCall.attempt { unsafe Glibc.send(number, buffer.baseAddress, buffer.count, flags) }
    }
    return try Self.outcome(of: result, .send)
  }

  /// Sends as many bytes as fit of the first span, then of the second, in one call.
  ///
  /// For a header and its payload, or for the two parts of a ring.
  ///
  /// - Precondition: There are bytes to send; one of the spans may be empty.
  /// - Throws: `ResourceError` for what is neither an answer nor the peer's leaving.
  package func send(
    _ first: Span<UInt8>, _ second: Span<UInt8>
  ) throws(ResourceError) -> TransferResult {
    let number = number
    // SAFETY: the pieces are the spans' own memory, are only read, and the call ends before they
    // go; the temporary memory is initialised before it is used.
    let result = unsafe first.withUnsafeBytes { first in
      unsafe second.withUnsafeBytes { second in
        unsafe withUnsafeTemporaryAllocation(of: iovec.self, capacity: 2) { parts in
          unsafe parts.initializeElement(at: 0, to: iovec(reading: first))
          unsafe parts.initializeElement(at: 1, to: iovec(reading: second))
          return unsafe Self.send(number, UnsafeMutableBufferPointer(rebasing: parts[...]))
        }
      }
    }
    return try Self.outcome(of: result, .send)
  }

  /// Sends as many bytes as fit of the pieces of a list, in their order, in one call.
  ///
  /// The list stays as it is: `removeFirst(byteCount:)` takes what was sent off it.
  ///
  /// - Precondition: The list has bytes to send.
  /// - Throws: `ResourceError` for what is neither an answer nor the peer's leaving.
  package func send(gathering list: borrowing GatherList) throws(ResourceError) -> TransferResult {
    // SAFETY: whoever appended a piece has promised that its memory is valid until it is removed.
    try Self.outcome(of: unsafe Self.send(number, list.pending), .send)
  }

  private static var flags: Int32 { Int32(MSG_NOSIGNAL | MSG_DONTWAIT) }

  private static func receive(
    _ number: Int32, _ buffer: UnsafeMutableRawBufferPointer
  ) -> Result<Int, Errno> {
    unsafe precondition(!buffer.isEmpty, "there is no room to receive")
    let flags = Int32(MSG_DONTWAIT)
    return SystemCall.attempt {
      unsafe recv(number, buffer.baseAddress, buffer.count, flags)
    }
  }

  private static func send(
    _ number: Int32, _ parts: UnsafeMutableBufferPointer<iovec>
  ) -> Result<Int, Errno> {
    var message = unsafe msghdr()
    unsafe message.msg_iov = parts.baseAddress
    unsafe message.msg_iovlen = parts.count
    return SystemCall.attempt { unsafe sendmsg(number, &message, flags) }
  }

  /// Sorts a result of a call into what moved, what must wait and what is over.
  static func outcome(
    of result: Result<Int, Errno>, _ operation: ResourceError.Operation
  ) throws(ResourceError) -> TransferResult {
    switch result {
    case .success(0): return .closed
    case .success(let count): return .bytes(count)
    case .failure(.wouldBlock): return .wouldBlock
    case .failure(.brokenPipe), .failure(.connectionReset), .failure(.socketNotConnected):
      return .closed
    case .failure(let code): throw .failed(operation, path: nil, code: code)
    }
  }
}
