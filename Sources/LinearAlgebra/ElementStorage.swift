/// Memory for the elements of matrices that is kept elsewhere, such as a region of its own that
/// goes back to the kernel whole.
///
/// A class, because each ``PaddedMatrix`` in the memory holds a reference to it.
package protocol ElementStorage: AnyObject, Sendable {
  /// The elements: zeros at first, aligned to 64 bytes, at one address as long as the object lives.
  ///
  /// Whoever makes the object decides until when they may be written.
  @unsafe var elements: UnsafeMutableBufferPointer<Float> { get }
}
