public import LinearAlgebra

/// How often the units of a network's hidden layers are silent.
public struct HiddenActivity: Sendable, Hashable {
  /// A hidden layer.
  public struct Layer: Sendable, Hashable {
    /// For each unit, the number of images for which it gave anything but zero, `[outputs]`.
    public let active: [Int]
    /// The number of images.
    public let images: Int

    /// The share of the layer's outputs that are zero; 0 where there is no image.
    public var zeroShare: Double {
      images == 0 ? 0 : 1 - Double(active.reduce(0, +)) / Double(images * active.count)
    }
    /// The number of units that gave zero for every image: they take part in nothing.
    public var deadUnits: Int { active.count { $0 == 0 } }
    /// The number of units that gave zero for no image.
    public var alwaysActiveUnits: Int { active.count { $0 == images } }

    /// The share of the images for which each unit gave zero, `[outputs]`.
    public var silence: [Double] {
      active.map { images == 0 ? 0 : 1 - Double($0) / Double(images) }
    }
  }

  /// The hidden layers, from the input on; none where the network has only one layer.
  public let layers: [Layer]

  /// Classifies images and counts what the hidden units give.
  ///
  /// - Parameter pixels: the images, `[count, inputs]` bytes in row-major order.
  public init(_ classifier: Classifier, pixels: [UInt8], count: Int, pool: WorkerPool) {
    precondition(
      pixels.count == count * classifier.inputs,
      "\(pixels.count) pixels are not \(count) images of \(classifier.inputs)")
    let widths = Array(classifier.network.outputs.dropLast())
    let units = widths.reduce(0, +)
    let chunk = 8 * ClassifierWorkspace.tile
    let chunks = (count + chunk - 1) / chunk
    let sums = SharedBuffer<Int>(repeating: 0, count: chunks * units)
    pool.forEach(chunks) { index in
      let workspace = ClassifierWorkspace(classifier)
      var active = [Int](repeating: 0, count: units)
      let end = min((index + 1) * chunk, count)
      for start in stride(from: index * chunk, to: end, by: workspace.capacity) {
        let images = start..<min(start + workspace.capacity, end)
        classifier.forward(pixels.span, images: images, workspace: workspace)
        workspace.addActive(images: images.count, to: &active)
      }
      for unit in 0..<units { sums[index * units + unit] = active[unit] }
    }
    var first = 0
    layers = widths.map { width in
      defer { first += width }
      let active = (first..<first + width).map { unit in
        (0..<chunks).reduce(0) { $0 + sums[$1 * units + unit] }
      }
      return Layer(active: active, images: count)
    }
  }
}

extension ClassifierWorkspace {
  /// Counts for each hidden unit, layer after layer, the images of the last forward pass for which
  /// it gave anything but zero.
  fileprivate func addActive(images: Int, to active: inout [Int]) {
    var first = 0
    switch buffers {
    case .float32(let activations):
      for layer in activations.dropLast() {
        for image in 0..<images {
          layer.withRow(image) { row in
            for unit in row.indices where row[unit] != 0 { active[first + unit] += 1 }
          }
        }
        first += layer.columns
      }
    case .int8(_, let bytes):
      for layer in bytes {
        for image in 0..<images {
          for unit in 0..<layer.columns where layer[image, unit] != 0 { active[first + unit] += 1 }
        }
        first += layer.columns
      }
    }
  }
}
