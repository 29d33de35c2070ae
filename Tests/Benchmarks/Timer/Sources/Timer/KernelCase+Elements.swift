import CKernels

// Kernels that do little with each element: bytes count, and padding that is read or written too.
extension KernelCase {
  /// The rest of a training step, for 784-128-10 and minibatches of 128.
  static func elements(pixels: [UInt8]) -> [KernelCase] {
    [
      columnSums(128, 128), softmax(128, 10), transpose(128, 10),
      transposeBytes(KernelTile(128, of: pixels, columns: 784)), relu(128, 128),
      maskInactive(128, 128), isFinite(128, 10), sgd(784, 128), momentum(784, 128), adam(784, 128),
    ]
  }

  private static func bytes(_ matrices: KernelMatrix...) -> Int {
    matrices.reduce(0) { $0 + $1.count * 4 }
  }

  private static func columnSums(_ rows: Int, _ columns: Int) -> KernelCase {
    let a = KernelMatrix(rows, columns)
    let sums = KernelMatrix(1, columns)
    return KernelCase("column-sums-\(rows)x\(columns)", .reading(bytes: bytes(a)), writes: sums) {
      $0.column_sums(a.base, a.stride, rows, columns, sums.base)
    }
  }

  private static func softmax(_ rows: Int, _ columns: Int) -> KernelCase {
    let z = KernelMatrix(rows, columns)
    let p = KernelMatrix(rows, columns)
    let maxima = KernelMatrix(1, rows)
    let sums = KernelMatrix(1, rows)
    return KernelCase("softmax-\(rows)x\(columns)", .copying(bytes: bytes(z, p)), writes: p) {
      $0.softmax(z.base, z.stride, rows, columns, p.base, p.stride, maxima.base, sums.base)
    }
  }

  private static func transpose(_ rows: Int, _ columns: Int) -> KernelCase {
    let from = KernelMatrix(rows, columns)
    let to = KernelMatrix(columns, rows)
    let moved = 2 * rows * columns * 4
    return KernelCase("transpose-\(rows)x\(columns)", .copying(bytes: moved), writes: to) {
      $0.transpose(from.base, from.stride, rows, columns, to.base, to.stride)
    }
  }

  private static func transposeBytes(_ from: KernelTile) -> KernelCase {
    let to = KernelTile(from.columns, from.rows)
    return KernelCase(
      "transpose-bytes-\(from.rows)x\(from.columns)",
      .copying(bytes: 2 * from.rows * from.columns),
      reset: { to.base.update(repeating: 0, count: to.rows * to.stride) },
      checksum: { to.checksum },
      call: {
        $0.transpose_bytes(
          from.base, from.stride, from.rows, from.columns, to.base, to.stride)
      })
  }

  private static func relu(_ rows: Int, _ columns: Int) -> KernelCase {
    let x = KernelMatrix(rows, columns)
    return KernelCase(
      "relu-\(rows)x\(columns)", .updating(floats: x.count, reads: 1, writes: 1), writes: x
    ) {
      $0.relu(x.base, x.count)
    }
  }

  private static func maskInactive(_ rows: Int, _ columns: Int) -> KernelCase {
    let delta = KernelMatrix(rows, columns)
    let a = KernelMatrix(rows, columns)
    return KernelCase(
      "mask-inactive-\(rows)x\(columns)", .updating(floats: a.count, reads: 2, writes: 1),
      writes: delta
    ) { $0.mask_inactive(delta.base, a.base, delta.count) }
  }

  private static func isFinite(_ rows: Int, _ columns: Int) -> KernelCase {
    let x = KernelMatrix(rows, columns)
    return KernelCase("is-finite-\(rows)x\(columns)", .reading(bytes: bytes(x)), writes: x) {
      expectFinite($0.is_finite(x.base, x.count))
    }
  }

  private static func sgd(_ rows: Int, _ columns: Int) -> KernelCase {
    let w = KernelMatrix(rows, columns)
    let g = KernelMatrix(rows, columns)
    return KernelCase(
      "sgd-\(rows)x\(columns)", .updating(floats: w.count, reads: 2, writes: 1), writes: w
    ) {
      expectFinite($0.sgd(w.base, g.base, w.count, 1, 0, -1e-6))
    }
  }

  private static func momentum(_ rows: Int, _ columns: Int) -> KernelCase {
    let w = KernelMatrix(rows, columns)
    let v = KernelMatrix(rows, columns)
    let g = KernelMatrix(rows, columns)
    return KernelCase(
      "momentum-\(rows)x\(columns)", .updating(floats: w.count, reads: 3, writes: 2),
      writes: w, and: [v]
    ) { kernels in
      var settings = ck_momentum(
        scale: 1, decay: 0, momentum: 0.9, negative_rate: -1e-6, nesterov: false)
      expectFinite(kernels.momentum(w.base, v.base, g.base, w.count, &settings))
    }
  }

  private static func adam(_ rows: Int, _ columns: Int) -> KernelCase {
    let w = KernelMatrix(rows, columns)
    let m = KernelMatrix(rows, columns)
    let v = KernelMatrix(rows, columns, least: 0)
    let g = KernelMatrix(rows, columns)
    return KernelCase(
      "adam-\(rows)x\(columns)", .updating(floats: w.count, reads: 4, writes: 3), writes: w,
      and: [m, v]
    ) { kernels in
      var settings = ck_adam(
        scale: 1, decay: 0, negative_shrink: 0, beta1: 0.9, one_minus_beta1: 0.1, beta2: 0.999,
        one_minus_beta2: 0.001, inverse_correction2: 1, epsilon: 1e-8, negative_rate: -1e-6)
      expectFinite(kernels.adam(w.base, m.base, v.base, g.base, w.count, &settings))
    }
  }

  /// All numbers here are finite, and a kernel that denies it is wrong.
  private static func expectFinite(_ isFinite: Bool) {
    precondition(isFinite, "a kernel took finite numbers for others")
  }
}
