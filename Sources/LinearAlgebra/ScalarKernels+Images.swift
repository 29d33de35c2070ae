import CKernels

extension ScalarKernels {
  /// The elements in a row of control points and of the vertical weights.
  private static let pointStride = 16

  /// See ``KernelSet/warp(_:by:into:row:)``.
  static func warp(
    plane: UnsafePointer<UInt8>, _ planeStride: Int, rows: Int, columns: Int,
    vertical: UnsafePointer<Float>, horizontal: UnsafePointer<Float>, _ horizontalStride: Int,
    x xPoints: UnsafePointer<Float>, y yPoints: UnsafePointer<Float>,
    into to: UnsafeMutablePointer<UInt8>
  ) {
    for r in 0..<rows {
      let weights = unsafe vertical + r * pointStride
      let xRow = (0..<ImageWarp.points).map { k in unsafe blend(weights, xPoints + k) }
      let yRow = (0..<ImageWarp.points).map { k in unsafe blend(weights, yPoints + k) }
      for c in 0..<columns {
        var (x, y): (Float, Float) = (0, 0)
        for k in 0..<ImageWarp.points {
          let weight = unsafe horizontal[k * horizontalStride + c]
          x = x.addingProduct(xRow[k], weight)
          y = y.addingProduct(yRow[k], weight)
        }
        let column = fixedPoint(x, limit: columns + 1)
        let row = fixedPoint(y, limit: rows + 1)
        let place = unsafe plane + ((row >> 8) * planeStride + (column >> 8))
        let upper = unsafe between(place, column & 255)
        let lower = unsafe between(place + planeStride, column & 255)
        let value = (upper * 256 + (lower - upper) * (row & 255) + 32_768) >> 16
        unsafe to[r * columns + c] = UInt8(value)
      }
    }
  }

  /// See ``KernelSet/changePen(_:rows:columns:amount:into:)``.
  static func changePen(
    _ from: UnsafePointer<UInt8>, _ stride: Int, rows: Int, columns: Int, amount: Int32,
    into to: UnsafeMutablePointer<UInt8>
  ) {
    for r in 0..<rows {
      for c in 0..<columns {
        let place = r * stride + c
        let ink = unsafe Int(from[place])
        var (darkest, lightest) = (ink, ink)
        for step in [-1, 1, -stride, stride] {
          let beside = unsafe Int(from[place + step])
          darkest = max(darkest, beside)
          lightest = min(lightest, beside)
        }
        let difference = amount > 0 ? darkest - ink : ink - lightest
        unsafe to[place] = UInt8(ink + ((difference * Int(amount) + 128) >> 8))
      }
    }
  }

  /// `sum over j of weights[j] * column[j]`, the column of one control point in each row.
  private static func blend(
    _ weights: UnsafePointer<Float>, _ column: UnsafePointer<Float>
  ) -> Float {
    var sum: Float = 0
    for j in 0..<ImageWarp.points {
      unsafe sum = sum.addingProduct(weights[j], column[j * pointStride])
    }
    return sum
  }

  /// A coordinate within `0...limit` in units of 1/256, halves up.
  private static func fixedPoint(_ x: Float, limit: Int) -> Int {
    let inside = min(max(x, 0), Float(limit))
    return Int(inside * 256 + 0.5)
  }

  /// `left * (256 - fraction) + right * fraction` of a pixel and the one to the right of it.
  private static func between(_ place: UnsafePointer<UInt8>, _ fraction: Int) -> Int {
    let (left, right) = unsafe (Int(place[0]), Int(place[1]))
    return left * 256 + (right - left) * fraction
  }
}
