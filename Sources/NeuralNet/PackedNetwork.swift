internal import LinearAlgebra

/// The layers of a classifier, at least one, in the form in which its kernels use them.
enum PackedNetwork: Sendable {
  /// Layers of floats, and what they see in a pixel.
  case float32([PackedLayer], PixelTable)
  /// Layers of 8-bit integers, which see pixels as they are.
  case int8([PackedInt8Layer])

  /// The width of the first layer's input.
  var inputs: Int {
    switch self {
    case .float32(let layers, _): layers[0].inputs
    case .int8(let layers): layers[0].weights.inputs
    }
  }

  /// The outputs of each layer.
  var outputs: [Int] {
    switch self {
    case .float32(let layers, _): layers.map(\.outputs)
    case .int8(let layers): layers.map(\.weights.outputs)
    }
  }

  /// Creates other objects for the same memory; see `PaddedMatrix.init(sharing:)`.
  init(sharing other: PackedNetwork) {
    switch other {
    case .float32(let layers, let pixelTable):
      self = .float32(
        layers.map(PackedLayer.init(sharing:)), PixelTable(copying: pixelTable))
    case .int8(let layers):
      self = .int8(layers.map(PackedInt8Layer.init(sharing:)))
    }
  }
}
