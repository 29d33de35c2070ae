/// The header of a safetensors file as its JSON says it; nothing is checked but the kinds of values.
struct SafetensorsFields: Decodable {
  /// What the header says of a tensor.
  struct Tensor: Decodable {
    let dtype: String
    let shape: [Int]
    let dataOffsets: [Int]

    private enum CodingKeys: String, CodingKey {
      case dtype
      case shape
      case dataOffsets = "data_offsets"
    }
  }

  /// Any key of the header.
  private struct Name: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  /// The texts; none where the header has none.
  private(set) var metadata: [String: String] = [:]
  /// The tensors by their names.
  private(set) var tensors: [String: Tensor] = [:]

  init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: Name.self)
    for name in fields.allKeys {
      if name.stringValue == Safetensors.metadataKey {
        metadata = try fields.decode([String: String].self, forKey: name)
      } else {
        tensors[name.stringValue] = try fields.decode(Tensor.self, forKey: name)
      }
    }
  }
}
