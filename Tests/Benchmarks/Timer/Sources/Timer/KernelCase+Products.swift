import CKernels

// The names give rows x terms x columns of the product. Operations count what is not skipped.
extension KernelCase {
  /// All products of a training step and of inference, for the networks of the table.
  static func products(pixels: [UInt8]) -> [KernelCase] {
    let batch = 128
    let tile = KernelTile(batch, of: pixels, columns: 784)
    return [
      affine(tile, outputs: 128), affine(tile, outputs: 800),
      // Inference takes images where they are, without gaps.
      affine(KernelTile(64, of: pixels, columns: 784, stride: 784), outputs: 128),
      affine(KernelTile(1, of: pixels, columns: 784, stride: 784), outputs: 128),
      gradient(tile.transposed, outputs: 128), gradient(tile.transposed, outputs: 800),
      product("forward", batch, 128, 10), product("forward", batch, 128, 64),
      product("forward", batch, 64, 10), product("forward", batch, 800, 10),
      product("forward", 1, 128, 10),
      product("backward", batch, 10, 128), product("backward", batch, 64, 128),
      product("backward", batch, 10, 64), product("backward", batch, 10, 800),
      product("gradient", 128, batch, 10), product("gradient", 128, batch, 64),
      product("gradient", 64, batch, 10), product("gradient", 800, batch, 10),
    ]
  }

  /// Normalised pixels, as every network with the default settings sees them.
  private static let values: [Float] = (0...255).map { Float($0) / 255 }

  private static func affine(_ x: KernelTile, outputs: Int) -> KernelCase {
    let w = KernelMatrix(x.columns, outputs)
    let bias = KernelMatrix(1, outputs)
    let z = KernelMatrix(x.rows, outputs)
    return KernelCase(
      "affine-bytes-\(x.rows)x\(x.columns)x\(outputs)", .operations(2 * x.inked * outputs),
      writes: z
    ) { kernels in
      kernels.affine_bytes(
        x.base, x.stride, x.rows, x.columns, values, true, w.base, w.stride, bias.base, outputs,
        z.base, z.stride)
    }
  }

  private static func gradient(_ x: KernelTile, outputs: Int) -> KernelCase {
    let delta = KernelMatrix(x.columns, outputs)
    let g = KernelMatrix(x.rows, outputs)
    return KernelCase(
      "gradient-bytes-\(x.rows)x\(x.columns)x\(outputs)", .operations(2 * x.inked * outputs),
      writes: g
    ) { kernels in
      kernels.gradient_bytes(
        x.base, x.stride, x.rows, x.columns, values, true, delta.base, delta.stride, outputs,
        g.base, g.stride)
    }
  }

  /// The dense product; `gradient` reads its first factor by columns.
  private static func product(
    _ use: String, _ rows: Int, _ terms: Int, _ columns: Int
  ) -> KernelCase {
    let isTransposed = use == "gradient"
    let a = isTransposed ? KernelMatrix(terms, rows) : KernelMatrix(rows, terms)
    let b = KernelMatrix(terms, columns)
    let bias = KernelMatrix(1, columns)
    let z = KernelMatrix(rows, columns)
    return KernelCase(
      "product-\(use)-\(rows)x\(terms)x\(columns)", .operations(2 * rows * terms * columns),
      writes: z
    ) { kernels in
      kernels.product(
        a.base, isTransposed ? 1 : a.stride, isTransposed ? a.stride : 1, rows, terms, b.base,
        b.stride, use == "forward" ? UnsafePointer(bias.base) : nil, columns, z.base, z.stride)
    }
  }
}
