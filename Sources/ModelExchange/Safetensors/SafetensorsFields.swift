/// The header of a safetensors file as its JSON says it; nothing is checked but the kinds of values.
struct SafetensorsFields {
  /// What the header says of a tensor.
  struct Tensor {
    let name: String
    let type: String
    let shape: [Int]
    let dataOffsets: [Int]
    /// The value itself, for messages.
    let value: JSONValue
  }

  /// More sizes than any tensor of any program has.
  private static let rankLimit = 64

  /// The texts; none where the header has none.
  private(set) var metadata: [String: String] = [:]
  /// The tensors in the order of the header.
  private(set) var tensors: [Tensor] = []

  /// Reads a header.
  init(_ text: JSONText) throws(ModelExchangeError) {
    func integers(_ value: JSONValue) throws(ModelExchangeError) -> [Int] {
      try value.array(atMost: SafetensorsFields.rankLimit) {
        scanner throws(ModelExchangeError) in try scanner.integer()
      }
    }
    for (name, value) in try JSONValue(text).object().members {
      if name == Safetensors.metadataKey {
        metadata = try value.object().strings()
        continue
      }
      let fields = try value.object()
      tensors.append(
        Tensor(
          name: name, type: try fields["dtype"].string(), shape: try integers(fields["shape"]),
          dataOffsets: try integers(fields["data_offsets"]), value: value))
    }
  }
}
