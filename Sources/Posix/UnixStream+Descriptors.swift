import CLinux
import Glibc
import SystemPackage

extension UnixStream {
  /// Receives bytes, and the descriptors that were sent with them.
  ///
  /// Descriptors come no later than the first byte they were sent with. Call it with room for a
  /// message's header; a plain ``receive(into:)-(OutputSpan<UInt8>)`` drops descriptors.
  ///
  /// - Precondition: The output has free room.
  /// - Throws: `ResourceError.tooManyDescriptors` where more come than the queue has room for. All
  ///   of them, and those that waited in the queue, are closed then; the connection is of no more
  ///   use.
  package func receive(
    into output: inout OutputSpan<UInt8>, descriptors: inout DescriptorQueue
  ) throws(ResourceError) -> TransferResult {
    precondition(output.freeCapacity > 0, "there is no room to receive")
    let number = number
    let room = descriptors.limit - descriptors.count
    var numbers = InlineArray<16, Int32>(repeating: -1)
    var count = 0
    var isTruncated: Int32 = 0
    var span = numbers.mutableSpan
    // SAFETY: the memory behind `initialized` is free, and the kernel has written as many bytes as
    // it says, from its beginning on; at most `room` numbers are written, and a queue's limit is
    // within the array.
    let result = unsafe span.withUnsafeMutableBufferPointer { numbers in
      unsafe output.withUnsafeMutableBufferPointer { buffer, initialized in
        let free = unsafe UnsafeMutableBufferPointer(rebasing: buffer[initialized...])
        let result = SystemCall.attempt {
          unsafe mnistkit_receive(
            number, free.baseAddress, free.count, numbers.baseAddress, room, &count, &isTruncated)
        }
        if case .success(let received) = result { initialized += received }
        return result
      }
    }
    for index in 0..<count { descriptors.append(Descriptor(adopting: numbers[index])) }
    if isTruncated != 0 {
      descriptors.removeAll()
      throw .tooManyDescriptors(limit: descriptors.limit)
    }
    return try Self.outcome(of: result, .receive)
  }

  /// Receives bytes into a part of the span from its beginning on, and the descriptors that were
  /// sent with them.
  ///
  /// - Precondition: The part is not empty and within the span.
  /// - Throws: `ResourceError.tooManyDescriptors` as above.
  package func receive(
    into bytes: inout MutableSpan<UInt8>, part: Range<Int>, descriptors: inout DescriptorQueue
  ) throws(ResourceError) -> TransferResult {
    precondition(
      !part.isEmpty && part.lowerBound >= 0 && part.upperBound <= bytes.count,
      "there is no room to receive at \(part) of \(bytes.count)")
    let number = number
    let room = descriptors.limit - descriptors.count
    var numbers = InlineArray<16, Int32>(repeating: -1)
    var count = 0
    var isTruncated: Int32 = 0
    var span = numbers.mutableSpan
    // SAFETY: the buffer is the span's own memory; at most `room` numbers are written, and a
    // queue's limit is within the array.
    let result = unsafe span.withUnsafeMutableBufferPointer { numbers in
      unsafe bytes.withUnsafeMutableBytes { buffer in
        let buffer = unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[part])
        return SystemCall.attempt {
          unsafe mnistkit_receive(
            number, buffer.baseAddress, buffer.count, numbers.baseAddress, room, &count,
            &isTruncated)
        }
      }
    }
    for index in 0..<count { descriptors.append(Descriptor(adopting: numbers[index])) }
    if isTruncated != 0 {
      descriptors.removeAll()
      throw .tooManyDescriptors(limit: descriptors.limit)
    }
    return try Self.outcome(of: result, .receive)
  }

  /// Sends bytes, and a descriptor with the first of them; the peer gets one of its own.
  ///
  /// - Precondition: There are bytes to send.
  /// - Throws: `ResourceError` for what is neither an answer nor the peer's leaving.
  package func send(
    _ bytes: Span<UInt8>, with descriptor: borrowing some Pollable & ~Copyable
  ) throws(ResourceError) -> TransferResult {
    let numbers: InlineArray<1, Int32> = [descriptor.number]
    return try send(bytes, withDescriptorNumbers: numbers.span)
  }

  /// Sends bytes, and descriptors with the first of them; nothing or all of them go.
  ///
  /// - Parameter numbers: open descriptors, which stay the caller's.
  /// - Precondition: There are bytes to send, and at most ``DescriptorQueue/greatestLimit``
  ///   descriptors.
  /// - Throws: `ResourceError` for what is neither an answer nor the peer's leaving.
  package func send(
    _ bytes: Span<UInt8>, withDescriptorNumbers numbers: Span<Int32>
  ) throws(ResourceError) -> TransferResult {
    precondition(!bytes.isEmpty, "descriptors travel with at least one byte")
    let result = UnixMessage.send(bytes, numbers, from: number, to: nil)
    return try Self.outcome(of: result, .send)
  }
}
