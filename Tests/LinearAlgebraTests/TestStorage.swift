import LinearAlgebra

/// Memory for a test.
final class TestStorage: ElementStorage {
  // SAFETY: the memory is made and freed here, and one test at a time uses it.
  nonisolated(unsafe) let elements: UnsafeMutableBufferPointer<Float>

  init(count: Int) {
    let memory = UnsafeMutableRawPointer.allocate(byteCount: 4 * count, alignment: 64)
    elements = UnsafeMutableBufferPointer(
      start: memory.initializeMemory(as: Float.self, repeating: 0, count: count), count: count)
  }

  deinit { elements.deallocate() }
}
