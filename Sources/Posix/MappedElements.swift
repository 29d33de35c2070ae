/// A ``MappedRegion`` of Float32 numbers that several objects keep alive together.
///
/// A class because it is shared: the region goes back to the kernel with the last reference.
// SAFETY: the region changes in `protect` alone, which its maker calls before it shares the object;
// the same holds for writing through `elements`.
@safe package final class MappedElements: @unchecked Sendable {
  private var region: MappedRegion
  /// The numbers, at the start of a page: zeros at first.
  @unsafe package let elements: UnsafeMutableBufferPointer<Float>

  /// Maps private memory for `count` numbers.
  ///
  /// - Throws: `ResourceError` with the code `noMemory` where there is not so much.
  /// - Precondition: `count` is at least 1.
  package init(count: Int) throws(ResourceError) {
    precondition(count > 0, "\(count) numbers cannot be mapped")
    let (byteCount, isTooLarge) = count.multipliedReportingOverflow(
      by: MemoryLayout<Float>.stride)
    let region = try MappedRegion(byteCount: isTooLarge ? .max : byteCount)
    // SAFETY: the kernel has set the bytes to zero, a page suits any alignment, and the region
    // neither moves nor goes before this object does.
    let elements = unsafe region.withUnsafeBytes { bytes in
      unsafe UnsafeMutableRawBufferPointer(mutating: bytes).bindMemory(to: Float.self)
    }
    unsafe self.elements = elements
    self.region = region
  }

  /// Makes the numbers unchangeable; a stray write then ends the process instead of spoiling them.
  ///
  /// Called by its maker, before other threads know of the object.
  ///
  /// - Throws: `ResourceError` where the kernel cannot split its table of mappings.
  package func protect() throws(ResourceError) {
    try region.protect()
  }
}
