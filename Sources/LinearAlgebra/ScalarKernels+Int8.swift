// The definition of the kernels of 8-bit networks.
extension ScalarKernels {
  /// `sums[r, :] = bias + sum over k of x[r, k] * w[k, :]`, the weights in groups of four inputs.
  static func affine(
    bytes x: UnsafePointer<UInt8>, _ xStride: Int, rows: Int, inputs: Int,
    weights: UnsafePointer<Int8>, _ weightStride: Int, bias: UnsafePointer<Int32>, columns: Int,
    into sums: UnsafeMutablePointer<Int32>, _ sumStride: Int
  ) {
    for r in 0..<rows {
      let row = unsafe sums + r * sumStride
      unsafe row.update(from: bias, count: columns)
      for k in 0..<inputs {
        let byte = unsafe Int32(x[r * xStride + k])
        if byte == 0 { continue }
        let weights = unsafe weights + k / 4 * weightStride + k % 4
        for j in 0..<columns { unsafe row[j] += byte * Int32(weights[4 * j]) }
      }
    }
  }

  /// `u[r, :] = min(max(Float(sums[r, :]) * multipliers, 0), 255)`, rounded half to even.
  static func requantise(
    _ sums: UnsafePointer<Int32>, _ sumStride: Int, rows: Int, columns: Int,
    multipliers: UnsafePointer<Float>, into u: UnsafeMutablePointer<UInt8>, _ uStride: Int
  ) {
    for r in 0..<rows {
      for j in 0..<columns {
        let value = unsafe min(max(Float(sums[r * sumStride + j]) * multipliers[j], 0), 255)
        unsafe u[r * uStride + j] = UInt8(value.rounded(.toNearestOrEven))
      }
    }
  }

  /// `z[r, :] = Float(sums[r, :]) * multipliers + 0`.
  static func dequantise(
    _ sums: UnsafePointer<Int32>, _ sumStride: Int, rows: Int, columns: Int,
    multipliers: UnsafePointer<Float>, into z: UnsafeMutablePointer<Float>, _ zStride: Int
  ) {
    for r in 0..<rows {
      for j in 0..<columns {
        unsafe z[r * zStride + j] = Float(sums[r * sumStride + j]) * multipliers[j] + 0
      }
    }
  }
}
