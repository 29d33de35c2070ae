internal import LinearAlgebra

extension Classifier {
  /// The logits of at most ``ClassifierWorkspace/capacity`` images, left in the workspace.
  ///
  /// - Parameters:
  ///   - images: which images of `pixels`; image `i` goes to row `i - images.lowerBound`.
  ///   - workspace: buffers made for this classifier.
  package func forward(
    _ pixels: Span<UInt8>, images: Range<Int>, workspace: ClassifierWorkspace
  ) {
    precondition(
      images.count <= workspace.capacity,
      "\(images.count) images do not fit a workspace of \(workspace.capacity)")
    switch (network, workspace.buffers) {
    case (.float32(let layers, let pixelTable), .float32(let activations)):
      forward(pixels, images, layers, pixelTable, activations: activations)
    case (.int8(let layers), .int8(let sums, let bytes)):
      forward(pixels, images, layers, sums: sums, bytes: bytes, logits: workspace.logits)
    default:
      preconditionFailure("a workspace was made for a network in another number format")
    }
  }

  private func forward(
    _ pixels: Span<UInt8>, _ images: Range<Int>, _ layers: [PackedLayer],
    _ pixelTable: PixelTable, activations: [PaddedMatrix]
  ) {
    let rows = 0..<images.count
    for (index, layer) in layers.enumerated() {
      let z = activations[index]
      if index == 0 {
        kernels.affine(
          pixels: pixels, images: images, values: pixelTable, weights: layer.weights,
          bias: layer.bias, into: z)
      } else {
        kernels.affine(
          activations[index - 1], rows: rows, weights: layer.weights, bias: layer.bias, into: z)
      }
      layer.activate(z, rows: rows, kernels: kernels)
    }
  }

  private func forward(
    _ pixels: Span<UInt8>, _ images: Range<Int>, _ layers: [PackedInt8Layer],
    sums: [Int32Matrix], bytes: [ByteTile], logits: PaddedMatrix
  ) {
    let rows = 0..<images.count
    for (index, layer) in layers.enumerated() {
      if index == 0 {
        kernels.affine(
          pixels: pixels, images: images, weights: layer.weights, bias: layer.bias,
          into: sums[index])
      } else {
        kernels.affine(
          tile: bytes[index - 1], rows: rows, weights: layer.weights, bias: layer.bias,
          into: sums[index])
      }
      if index < bytes.count {
        kernels.requantise(
          sums[index], rows: rows, multipliers: layer.multipliers, into: bytes[index])
      } else {
        kernels.dequantise(sums[index], rows: rows, multipliers: layer.multipliers, into: logits)
      }
    }
  }
}
