import ModelFile
import NeuralNet

/// What a model's JSON text says: its metadata in the form that all formats share, and its tensors.
///
/// Keys of others are passed over; those named here must be there unless they are optional.
struct ModelFields {
  let metadata: ExchangeMetadata
  let arrays: [NamedArray]

  /// Reads the object that is a model.
  init(_ model: JSONObject) throws(ModelExchangeError) {
    var metadata = ExchangeMetadata()
    metadata.tensorsSHA256 = try model.optional("tensorsSHA256")?.string()
    let input = try model["input"].object()
    (metadata.rows, metadata.columns) =
      (try input["rows"].integer(), try input["columns"].integer())
    metadata.normalisation = try ModelFields.normalisation(input)
    metadata.labels = try model["labels"].array(atMost: FormatLimits.labels) {
      scanner throws(ModelExchangeError) in try scanner.string()
    }
    let layers = try model["layers"].array(atMost: FormatLimits.layers) {
      scanner throws(ModelExchangeError) in try JSONValue(&scanner)
    }
    var activations: [Activation] = []
    var arrays: [NamedArray] = []
    for (index, layer) in layers.enumerated() {
      let layer = try Layer(layer.object(), name: "layers.\(index)")
      activations.append(layer.activation)
      arrays += layer.arrays
    }
    metadata.activations = activations
    (self.metadata, self.arrays) = (metadata, arrays)
  }

  private static func normalisation(
    _ input: JSONObject
  ) throws(ModelExchangeError) -> PixelNormalisation {
    let (mean, deviation) =
      (try input["mean"].float(), try input["standardDeviation"].float())
    guard let result = PixelNormalisation(mean: mean, standardDeviation: deviation) else {
      throw input.value.fault(
        .metadataValue, expected: "a mean and a deviation above 0 that give finite inputs",
        found: "\(mean) and \(deviation)")
    }
    return result
  }
}
