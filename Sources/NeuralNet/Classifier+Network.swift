public import LinearAlgebra

extension Classifier {
  /// Packs a network for inference.
  ///
  /// - Parameter normalisation: what a network of floats sees in a pixel; one of 8-bit integers
  ///   holds it in its first layer.
  public init(
    network: Network, normalisation: PixelNormalisation = .unit, kernels: KernelSet = .best
  ) {
    switch network {
    case .float32(let network):
      self.init(network: network, normalisation: normalisation, kernels: kernels)
    case .int8(let network):
      self.init(
        network: .int8(network.layers.indices.map { PackedInt8Layer($0, of: network) }),
        kernels: kernels)
    }
  }

  /// Packs a network into memory that is kept elsewhere, which the classifier then keeps alive.
  ///
  /// - Parameter storage: at least ``elementCount(of:)`` elements, written here and nowhere after.
  package init(
    network: Network, normalisation: PixelNormalisation, kernels: KernelSet,
    storage: any ElementStorage
  ) {
    switch network {
    case .float32(let network):
      self.init(
        network: network, normalisation: normalisation, kernels: kernels, storage: storage)
    case .int8(let network):
      var start = 0
      self.init(
        network: .int8(
          network.layers.indices.map {
            PackedInt8Layer($0, of: network, in: storage, at: &start)
          }),
        kernels: kernels)
    }
  }

  /// The number of elements that a packed network takes in memory.
  package static func elementCount(of network: Network) -> Int {
    switch network {
    case .float32(let network): elementCount(of: network)
    case .int8(let network):
      network.layers.reduce(0) { $0 + PackedInt8Layer.elementCount($1) }
    }
  }
}
