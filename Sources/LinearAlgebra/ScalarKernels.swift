import CKernels

/// The definition of every kernel in plain Swift: one element at a time, in the stated order.
///
/// What the callers guarantee stands in `CKernels.h`; ``KernelSet`` checks it. Unlike the vector
/// kernels these leave the padding of a row alone.
enum ScalarKernels {
  /// The functions in the form that ``KernelSet`` calls.
  static let table = unsafe ck_kernels(
    affine_bytes: {
      unsafe affine(
        pixels: $0, $1, rows: $2, inputs: $3, values: $4, skipZeros: $5, weights: $6, $7,
        bias: $8, columns: $9, into: $10, $11)
    },
    product: {
      unsafe product(
        $0, row: $1, term: $2, rows: $3, terms: $4, $5, $6, start: $7, columns: $8, into: $9, $10)
    },
    gradient_bytes: {
      unsafe gradient(
        pixels: $0, $1, count: $2, batch: $3, values: $4, skipZeros: $5, delta: $6, $7,
        columns: $8, into: $9, $10)
    },
    column_sums: { unsafe columnSums($0, $1, rows: $2, columns: $3, into: $4) },
    softmax: {
      unsafe softmax($0, $1, rows: $2, columns: $3, into: $4, $5, maxima: $6, sums: $7)
    },
    transpose: { unsafe transpose($0, $1, rows: $2, columns: $3, into: $4, $5) },
    transpose_bytes: { unsafe transpose($0, $1, rows: $2, columns: $3, into: $4, $5) },
    relu: { unsafe relu($0, count: $1) },
    mask_inactive: { unsafe maskInactive($0, activations: $1, count: $2) },
    is_finite: { x, count in (0..<count).allSatisfy { i in unsafe x[i].isFinite } },
    sgd: { unsafe sgd($0, $1, count: $2, scale: $3, decay: $4, negativeRate: $5) },
    momentum: { unsafe momentum($0, $1, $2, count: $3, $4.pointee) },
    adam: { unsafe adam($0, $1, $2, $3, count: $4, $5.pointee) },
    average: { unsafe average($0, $1, count: $2, rate: $3) },
    warp: {
      unsafe warp(
        plane: $0, $1, rows: $2, columns: $3, vertical: $4, horizontal: $5, $6, x: $7, y: $8,
        into: $9)
    },
    change_pen: {
      unsafe changePen($0, $1, rows: $2, columns: $3, amount: $4, into: $5)
    },
    affine_int8: {
      unsafe affine(
        bytes: $0, $1, rows: $2, inputs: $3, weights: $4, $5, bias: $6, columns: $7, into: $8, $9)
    },
    requantise: {
      unsafe requantise($0, $1, rows: $2, columns: $3, multipliers: $4, into: $5, $6)
    },
    dequantise: {
      unsafe dequantise($0, $1, rows: $2, columns: $3, multipliers: $4, into: $5, $6)
    })

  /// `z[r, :] = bias + sum over p of values[pixels[r, p]] * weights[p, :]`.
  static func affine(
    pixels: UnsafePointer<UInt8>, _ pixelStride: Int, rows: Int, inputs: Int,
    values: UnsafePointer<Float>, skipZeros: Bool, weights: UnsafePointer<Float>,
    _ weightStride: Int, bias: UnsafePointer<Float>, columns: Int,
    into z: UnsafeMutablePointer<Float>, _ zStride: Int
  ) {
    for r in 0..<rows {
      let image = unsafe pixels + r * pixelStride
      let sums = unsafe z + r * zStride
      unsafe sums.update(from: bias, count: columns)
      for p in 0..<inputs {
        let pixel = unsafe image[p]
        if skipZeros && pixel == 0 { continue }
        unsafe addProduct(
          values[Int(pixel)], weights + p * weightStride, to: sums, count: columns)
      }
      unsafe clearNegativeZeros(sums, count: columns)
    }
  }

  /// `z[r, :] = start + sum over k of a[r * row + k * term] * b[k, :]`.
  static func product(
    _ a: UnsafePointer<Float>, row: Int, term: Int, rows: Int, terms: Int,
    _ b: UnsafePointer<Float>, _ bStride: Int, start: UnsafePointer<Float>?, columns: Int,
    into z: UnsafeMutablePointer<Float>, _ zStride: Int
  ) {
    for r in 0..<rows {
      let sums = unsafe z + r * zStride
      for j in 0..<columns { unsafe sums[j] = start.map { start in unsafe start[j] } ?? 0 }
      for k in 0..<terms {
        unsafe addProduct(a[r * row + k * term], b + k * bStride, to: sums, count: columns)
      }
      unsafe clearNegativeZeros(sums, count: columns)
    }
  }

  /// `g[p, :] = sum over i of values[pixels[p, i]] * delta[i, :]`.
  static func gradient(
    pixels: UnsafePointer<UInt8>, _ pixelStride: Int, count: Int, batch: Int,
    values: UnsafePointer<Float>, skipZeros: Bool, delta: UnsafePointer<Float>,
    _ deltaStride: Int, columns: Int, into g: UnsafeMutablePointer<Float>, _ gStride: Int
  ) {
    for p in 0..<count {
      let images = unsafe pixels + p * pixelStride
      let sums = unsafe g + p * gStride
      unsafe sums.update(repeating: 0, count: columns)
      for i in 0..<batch {
        let pixel = unsafe images[i]
        if skipZeros && pixel == 0 { continue }
        unsafe addProduct(values[Int(pixel)], delta + i * deltaStride, to: sums, count: columns)
      }
      unsafe clearNegativeZeros(sums, count: columns)
    }
  }

  /// `sums[:] = a[0, :] + a[1, :] + ...`.
  static func columnSums(
    _ a: UnsafePointer<Float>, _ stride: Int, rows: Int, columns: Int,
    into sums: UnsafeMutablePointer<Float>
  ) {
    for j in 0..<columns {
      var sum: Float = 0
      for i in 0..<rows { unsafe sum += a[i * stride + j] }
      unsafe sums[j] = sum + 0
    }
  }

  /// `to[j, i] = from[i, j]`.
  static func transpose<Element>(
    _ from: UnsafePointer<Element>, _ fromStride: Int, rows: Int, columns: Int,
    into to: UnsafeMutablePointer<Element>, _ toStride: Int
  ) {
    for i in 0..<rows {
      for j in 0..<columns { unsafe to[j * toStride + i] = from[i * fromStride + j] }
    }
  }

  /// One term of many sums: `sums[:] = fma(value, row[:], sums[:])`.
  private static func addProduct(
    _ value: Float, _ row: UnsafePointer<Float>, to sums: UnsafeMutablePointer<Float>, count: Int
  ) {
    for j in 0..<count { unsafe sums[j] = sums[j].addingProduct(value, row[j]) }
  }

  /// The `+ 0` of every stored sum.
  private static func clearNegativeZeros(_ sums: UnsafeMutablePointer<Float>, count: Int) {
    for j in 0..<count { unsafe sums[j] += 0 }
  }
}
