internal import Posix

/// Bytes that wait to be taken from the front, in one piece of memory that is used again and again.
struct ByteQueue {
  private var storage: [UInt8] = []
  private var start = 0
  private var end = 0

  /// How many bytes wait.
  var count: Int { end - start }
  /// Whether none waits.
  var isEmpty: Bool { start == end }
  /// The bytes of memory that are held.
  var capacity: Int { storage.count }

  /// Calls `body` with the bytes that wait.
  func withBytes<Result: ~Copyable, Failure: Error>(
    _ body: (Span<UInt8>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try body(storage.span.extracting(start..<end))
  }

  /// Adds bytes behind the others.
  mutating func append(_ bytes: Span<UInt8>) {
    makeRoom(bytes.count)
    let place = end
    var span = storage.mutableSpan
    span.copy(bytes, at: place)
    end += bytes.count
  }

  /// Adds bytes that `body` writes: it gets the memory and the offset at which they begin.
  ///
  /// - Precondition: `body` writes all of them.
  mutating func append(byteCount: Int, _ body: (inout MutableSpan<UInt8>, Int) -> Void) {
    makeRoom(byteCount)
    let place = end
    var span = storage.mutableSpan
    body(&span, place)
    end += byteCount
  }

  /// Adds what `body` writes into free room of at least `least` bytes: it gets the memory and where
  /// the room is, and returns how many bytes it has written.
  mutating func fill<Failure: Error>(
    atLeast least: Int, _ body: (inout MutableSpan<UInt8>, Range<Int>) throws(Failure) -> Int
  ) throws(Failure) {
    makeRoom(least)
    let room = end..<storage.count
    var span = storage.mutableSpan
    end += try body(&span, room)
  }

  /// Takes bytes off the front.
  ///
  /// - Precondition: As many wait.
  mutating func removeFirst(_ byteCount: Int) {
    precondition((0...count).contains(byteCount), "\(byteCount) of \(count) bytes")
    start += byteCount
    if start == end {
      start = 0
      end = 0
    }
  }

  /// Forgets all bytes, and gives back memory above a size.
  mutating func reset(keeping byteCount: Int) {
    start = 0
    end = 0
    if storage.count > byteCount { storage = [] }
  }

  /// The memory that there would be with so many bytes more; what there is where they have room.
  ///
  /// Doubling keeps the cost of copying in proportion to the bytes; the first step is small,
  /// because a connection may never send more than the beginning of a frame.
  func capacity(appending byteCount: Int) -> Int {
    count + byteCount <= storage.count
      ? storage.count : max(512, 2 * storage.count, count + byteCount)
  }

  /// Makes the memory so large, unless it is larger.
  mutating func grow(to capacity: Int) {
    guard capacity > storage.count else { return }
    moveToFront()
    // Else the array would choose a size of its own.
    storage.reserveCapacity(capacity)
    storage.append(contentsOf: repeatElement(0, count: capacity - storage.count))
  }

  private mutating func makeRoom(_ byteCount: Int) {
    if end + byteCount <= storage.count { return }
    moveToFront()
    grow(to: capacity(appending: byteCount))
  }

  private mutating func moveToFront() {
    guard start > 0 else { return }
    let waiting = start..<end
    var span = storage.mutableSpan
    span.moveToFront(waiting)
    end -= start
    start = 0
  }
}
