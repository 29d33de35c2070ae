import Glibc
import SystemPackage

/// Memory straight from the kernel, given back whole when its owner goes.
///
/// For what is large and comes and goes, such as a model's weights: unlike memory of the allocator
/// it leaves no gaps behind. It starts at a page and, made here, holds zeros.
@safe package struct MappedRegion: ~Copyable, @unchecked Sendable {
  // SAFETY: nobody else has the address, reading needs a borrow and writing exclusive access, so
  // the rules of ownership order all accesses from any thread.
  private let base: UnsafeMutablePointer<UInt8>?
  /// How many bytes may be used.
  package let byteCount: Int
  /// Whether the bytes may be changed.
  package private(set) var isWritable: Bool

  /// Maps private memory that holds zeros.
  ///
  /// - Parameter byteCount: its size; 0 is allowed and maps nothing.
  /// - Throws: `ResourceError` with the code `noMemory` where there is not so much, be the number
  ///   ever so large.
  /// - Precondition: `byteCount` is not negative.
  package init(byteCount: Int) throws(ResourceError) {
    try self.init(
      byteCount: byteCount, protection: PROT_READ | PROT_WRITE,
      flags: MAP_PRIVATE | MAP_ANONYMOUS, number: -1)
  }

  /// Maps the beginning of a file, which must not become shorter.
  init(
    byteCount: Int, protection: Int32, flags: Int32, number: Int32
  ) throws(ResourceError) {
    precondition(byteCount >= 0, "\(byteCount) bytes cannot be mapped")
    self.byteCount = byteCount
    isWritable = protection & PROT_WRITE != 0
    guard byteCount > 0 else {
      unsafe base = nil
      return
    }
    // SAFETY: the kernel chooses a place where nothing is.
    let address = unsafe mmap(nil, byteCount, protection, flags, number, 0)
    guard let address = unsafe address, unsafe address != MAP_FAILED else {
      throw .failed(.mapMemory, path: nil, code: Errno(rawValue: errno))
    }
    unsafe base = address.bindMemory(to: UInt8.self, capacity: byteCount)
  }

  deinit {
    // SAFETY: the range was mapped here, and no borrow of it is left.
    if let base = unsafe base { _ = unsafe munmap(base, byteCount) }
  }

  /// Makes the bytes unchangeable; a stray write then ends the process instead of spoiling them.
  ///
  /// - Throws: `ResourceError` where the kernel cannot split its table of mappings.
  package mutating func protect() throws(ResourceError) {
    guard isWritable, let base = unsafe base else { return }
    let byteCount = byteCount
    try SystemCall.perform(.protectMemory) {
      // SAFETY: the range was mapped here.
      unsafe mprotect(base, byteCount, PROT_READ)
    }
    isWritable = false
  }

  /// Calls `body` with the bytes.
  package func withBytes<Result: ~Copyable, Failure: Error>(
    _ body: (Span<UInt8>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    // SAFETY: the memory is mapped, and initialised by the kernel, as long as this value lives.
    try body(unsafe UnsafeBufferPointer(start: base, count: byteCount).span)
  }

  /// Calls `body` with the bytes, to change them.
  ///
  /// - Precondition: ``isWritable``.
  package mutating func withMutableBytes<Result: ~Copyable, Failure: Error>(
    _ body: (inout MutableSpan<UInt8>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    precondition(isWritable, "the memory cannot be changed")
    // SAFETY: as above, and nobody else reads or writes meanwhile.
    let buffer = unsafe UnsafeMutableBufferPointer(start: base, count: byteCount)
    var span = unsafe buffer.mutableSpan
    return try body(&span)
  }

  /// Calls `body` with the memory, which is valid until `body` returns.
  @unsafe package func withUnsafeBytes<Result: ~Copyable, Failure: Error>(
    _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try unsafe body(UnsafeRawBufferPointer(start: base, count: byteCount))
  }
}
