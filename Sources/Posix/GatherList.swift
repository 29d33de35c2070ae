import Glibc

/// Pieces of memory that one call sends in their order, kept by whoever sends again and again.
///
/// The list owns its table, not the pieces, and allocates only when it is made.
@safe package struct GatherList: ~Copyable, @unchecked Sendable {
  // SAFETY: the table has this one owner, whose exclusive access orders the writing; whoever
  // appended a piece answers for its memory.

  /// How many pieces the list can hold; the kernel sends at most 1,024 at once.
  package let capacity: Int
  private let parts: UnsafeMutablePointer<iovec>
  private var first = 0
  private var end = 0
  /// The bytes of all pieces that are left.
  package private(set) var byteCount = 0

  /// Makes an empty list.
  ///
  /// - Precondition: `capacity` is 1 to 1,024 (`IOV_MAX`).
  package init(capacity: Int) {
    precondition((1...1024).contains(capacity), "a list of \(capacity) pieces cannot be sent")
    self.capacity = capacity
    unsafe parts = UnsafeMutablePointer.allocate(capacity: capacity)
  }

  deinit {
    unsafe parts.deallocate()
  }

  /// Whether nothing is left to send.
  package var isEmpty: Bool { byteCount == 0 }

  /// Whether no piece can be added before the list is emptied.
  package var isFull: Bool { end == capacity }

  /// Adds a piece behind the others; an empty one is left out.
  ///
  /// The memory must stay valid and unchanged until the piece is removed or the list is gone.
  ///
  /// - Precondition: The list is not full.
  @unsafe package mutating func append(_ piece: UnsafeRawBufferPointer) {
    if unsafe piece.isEmpty { return }
    precondition(end < capacity, "the list holds at most \(capacity) pieces")
    // SAFETY: the index is inside the table, and its elements need no deinitialisation.
    unsafe parts.advanced(by: end).initialize(to: iovec(reading: piece))
    end += 1
    byteCount += piece.count
  }

  /// Removes bytes that were sent from the beginning.
  ///
  /// - Precondition: The list has as many.
  package mutating func removeFirst(byteCount sent: Int) {
    precondition((0...byteCount).contains(sent), "\(sent) of \(byteCount) bytes cannot be removed")
    byteCount -= sent
    var rest = sent
    while rest > 0 {
      // SAFETY: as long as bytes are left, `first` is below `end`, where all are initialised; the
      // piece has `rest` bytes or more.
      let piece = unsafe parts[first]
      let length = unsafe piece.iov_len
      if rest < length {
        // As a whole: with ThreadSanitizer, Swift 6.3 cannot compile `iov_base += rest`.
        unsafe parts[first] = iovec(iov_base: piece.iov_base + rest, iov_len: length - rest)
        return
      }
      rest -= length
      first += 1
    }
    if byteCount == 0 { removeAll() }
  }

  /// Forgets all pieces.
  package mutating func removeAll() {
    first = 0
    end = 0
    byteCount = 0
  }

  /// The pieces that are left.
  @unsafe var pending: UnsafeMutableBufferPointer<iovec> {
    unsafe UnsafeMutableBufferPointer(start: parts + first, count: end - first)
  }
}

extension iovec {
  /// A piece that is only read from.
  @unsafe init(reading buffer: UnsafeRawBufferPointer) {
    // The type has no form for constant memory; sending never writes.
    unsafe self.init(
      iov_base: UnsafeMutableRawPointer(mutating: buffer.baseAddress), iov_len: buffer.count)
  }
}
