public import LinearAlgebra

/// A network made ready to classify images: packed weights, pixel table and kernels.
///
/// It does not change after it was made, so any number of threads may share it; each brings its
/// own ``ClassifierWorkspace``.
public struct Classifier: Sendable {
  /// The number of pixels of an image.
  public let inputs: Int
  /// The number of classes.
  public let classes: Int
  /// The kernels that compute the logits; every set gives the same bits.
  public let kernels: KernelSet

  let network: PackedNetwork

  /// Packs a network for inference.
  public init(
    network: MLP, normalisation: PixelNormalisation = .unit, kernels: KernelSet = .best
  ) {
    self.init(
      layers: network.layers.map(PackedLayer.init), pixelTable: PixelTable(normalisation.values),
      kernels: kernels)
  }

  /// Packs a network into memory that is kept elsewhere, which the classifier then keeps alive.
  ///
  /// - Parameter storage: at least ``elementCount(of:)`` elements, written here and nowhere after.
  package init(
    network: MLP, normalisation: PixelNormalisation, kernels: KernelSet,
    storage: any ElementStorage
  ) {
    var start = 0
    self.init(
      layers: network.layers.map { PackedLayer($0, in: storage, at: &start) },
      pixelTable: PixelTable(normalisation.values), kernels: kernels)
  }

  /// The number of elements that a packed network takes in memory.
  package static func elementCount(of network: MLP) -> Int {
    network.layers.reduce(0) { $0 + PackedLayer.elementCount($1) }
  }

  /// A classifier over layers that are packed already, for example those being trained.
  package init(layers: [PackedLayer], pixelTable: PixelTable, kernels: KernelSet) {
    precondition(!layers.isEmpty, "a network needs at least one layer")
    self.init(network: .float32(layers, pixelTable), kernels: kernels)
  }

  init(network: PackedNetwork, kernels: KernelSet) {
    self.network = network
    self.kernels = kernels
    inputs = network.inputs
    let outputs = network.outputs
    classes = outputs[outputs.count - 1]
  }

  /// A classifier over the same weights for one thread of several; see
  /// `PaddedMatrix.init(sharing:)`.
  package init(sharing other: Classifier) {
    self.init(network: PackedNetwork(sharing: other.network), kernels: other.kernels)
  }

  /// The logits of images, `[count, classes]` in row-major order.
  ///
  /// - Parameter pixels: the images, `[count, inputs]` bytes in row-major order.
  public func logits(_ pixels: Span<UInt8>, count: Int) -> [Float] {
    checkPixels(pixels.count, count: count)
    let workspace = ClassifierWorkspace(self, capacity: min(count, ClassifierWorkspace.tile))
    var result: [Float] = []
    result.reserveCapacity(count * classes)
    for start in stride(from: 0, to: count, by: ClassifierWorkspace.tile) {
      let rows = start..<min(start + ClassifierWorkspace.tile, count)
      forward(pixels, images: rows, workspace: workspace)
      for row in 0..<rows.count { result += workspace.logits.row(row) }
    }
    return result
  }

  /// The logits of many images, computed in parallel, `[count, classes]` in row-major order.
  public func logits(_ pixels: [UInt8], count: Int, pool: WorkerPool) -> [Float] {
    checkPixels(pixels.count, count: count)
    let chunk = 4 * ClassifierWorkspace.tile
    let result = SharedBuffer<Float>(repeating: 0, count: count * classes)
    pool.forEach((count + chunk - 1) / chunk) { index in
      let images = index * chunk..<min((index + 1) * chunk, count)
      let bytes = pixels.span.extracting(images.lowerBound * inputs..<images.upperBound * inputs)
      let values = logits(bytes, count: images.count)
      for k in 0..<values.count { result[images.lowerBound * classes + k] = values[k] }
    }
    return result.array
  }

  /// The class of each image: the one with the largest logit, the lowest of equals.
  ///
  /// Allocates nothing, for callers that classify again and again.
  ///
  /// - Parameters:
  ///   - pixels: the images, `[labels.count, inputs]` bytes in row-major order.
  ///   - labels: receives the classes.
  ///   - workspace: buffers made for this classifier, used by no other thread meanwhile.
  public func classify(
    _ pixels: Span<UInt8>, into labels: inout MutableSpan<Int32>,
    workspace: ClassifierWorkspace
  ) {
    checkPixels(pixels.count, count: labels.count)
    for start in stride(from: 0, to: labels.count, by: workspace.capacity) {
      let images = start..<min(start + workspace.capacity, labels.count)
      forward(pixels, images: images, workspace: workspace)
      for image in images {
        labels[image] = workspace.logits.withRow(image - start) { Int32(Ranking.best($0)) }
      }
    }
  }

  private func checkPixels(_ found: Int, count: Int) {
    precondition(
      count >= 0 && found == count * inputs, "\(found) pixels are not \(count) images of \(inputs)")
  }
}
