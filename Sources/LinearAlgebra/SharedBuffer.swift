/// A fixed number of values that several threads fill, each its own elements.
///
/// A class because its identity is the point: the chunks of one parallel loop write to one buffer.
@safe
package final class SharedBuffer<Element: BitwiseCopyable & Sendable>: @unchecked Sendable {
  // SAFETY: @unchecked because the class does no locking; the callers of `WorkerPool.forEach` write
  // disjoint elements in their chunks and read only after the loop has ended.

  /// The number of elements.
  package let count: Int
  private let elements: UnsafeMutableBufferPointer<Element>

  /// Creates a buffer of `count` copies of `value`.
  package init(repeating value: Element, count: Int) {
    self.count = count
    unsafe elements = .allocate(capacity: count)
    unsafe elements.initialize(repeating: value)
  }

  deinit {
    // SAFETY: the storage was allocated in `init` and its elements are trivial.
    unsafe elements.deallocate()
  }

  /// The element at `i`; the index is checked.
  package subscript(i: Int) -> Element {
    get {
      precondition(i >= 0 && i < count, "element \(i) is outside a buffer of \(count)")
      // SAFETY: the index was checked.
      return unsafe elements[i]
    }
    set {
      precondition(i >= 0 && i < count, "element \(i) is outside a buffer of \(count)")
      // SAFETY: the index was checked.
      unsafe elements[i] = newValue
    }
  }

  /// A copy of all elements.
  package var array: [Element] {
    // SAFETY: all `count` elements were initialised in `init`.
    unsafe Array(elements)
  }
}
