/// The network input of each pixel byte, in the form in which kernels look it up.
// SAFETY: the memory is written in the initialiser only.
@safe
package final class PixelTable: @unchecked Sendable {
  /// Whether byte 0 means exactly zero, so that products may skip it.
  package let zeroIsZero: Bool
  /// 256 values, aligned to 64 bytes.
  let base: UnsafeMutablePointer<Float>

  /// Creates a table from its 256 values.
  ///
  /// - Precondition: there are 256 values, all finite.
  package init(_ values: [Float]) {
    precondition(values.count == 256, "a pixel table needs 256 values, found \(values.count)")
    precondition(values.allSatisfy(\.isFinite), "a pixel table needs finite values")
    zeroIsZero = values[0] == 0
    // SAFETY: a fresh block of 256 elements, initialised whole, and freed in deinit alone.
    let memory = UnsafeMutableRawPointer.allocate(
      byteCount: 256 * MemoryLayout<Float>.stride, alignment: 64)
    unsafe base = memory.initializeMemory(as: Float.self, repeating: 0, count: 256)
    for (i, value) in values.enumerated() { unsafe base[i] = value + 0 }
  }

  /// Creates a copy, for a thread of its own; see ``PaddedMatrix/init(sharing:)``.
  package convenience init(copying other: PixelTable) {
    self.init((0...255).map { other[$0] })
  }

  deinit { unsafe base.deallocate() }

  /// The input of a pixel byte.
  package subscript(pixel: UInt8) -> Float { unsafe base[Int(pixel)] }
}
