import NeuralNet

/// A model's JSON text as its keys say it; nothing is checked but the kinds of values.
///
/// Keys of others are passed over; those named here must be there unless they are optional.
struct ModelFields: Decodable {
  /// What tells a model from other texts.
  struct Head: Decodable {
    let format: String
    let version: Int
  }

  /// What the network is fed.
  struct Input: Decodable {
    let rows: Int
    let columns: Int
    let mean: Float
    let standardDeviation: Float
  }

  /// A layer; one with scales is quantised.
  struct Layer: Decodable {
    let inputs: Int
    let outputs: Int
    let activation: String
    let weight: Numbers
    let bias: Numbers
    let scale: [Float]?
    let inputScale: Float?
  }

  let input: Input
  let labels: [String]
  let layers: [Layer]
  let tensorsSHA256: String?

  /// The metadata in the form that all formats share.
  func metadata() throws(ModelExchangeError) -> ExchangeMetadata {
    var metadata = ExchangeMetadata()
    metadata.tensorsSHA256 = tensorsSHA256
    (metadata.rows, metadata.columns) = (input.rows, input.columns)
    metadata.normalisation = PixelNormalisation(
      mean: input.mean, standardDeviation: input.standardDeviation)
    guard metadata.normalisation != nil else {
      throw ModelExchangeError(
        .json, .metadataValue, field: "input",
        expected: "a mean and a deviation above 0 that give finite inputs",
        found: "\(input.mean) and \(input.standardDeviation)")
    }
    metadata.labels = labels
    var activations: [Activation] = []
    for (index, layer) in layers.enumerated() {
      guard let activation = Activation.allCases.first(where: { "\($0)" == layer.activation })
      else {
        throw ModelExchangeError(
          .json, .activations, field: "layers[\(index)].activation", expected: "relu or identity",
          found: escaped(layer.activation))
      }
      activations.append(activation)
    }
    metadata.activations = activations
    return metadata
  }
}
