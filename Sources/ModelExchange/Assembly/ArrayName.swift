/// What a tensor's name says: the layer, the part of it, and how its weights are laid out.
///
/// Read are the names of this project and PyTorch (`layers.0.weight`, `model.fc1.bias`), Keras
/// (`dense_1/kernel:0`), scikit-learn (`coefs_0`, `intercepts_0`) and what people write by hand
/// (`w1`, `b1`, `fc1_weight`).
struct ArrayName: Sendable, Hashable {
  /// A part of a layer.
  enum Role: Sendable, Hashable {
    case weight
    case bias
    case scale
    case inputScale
  }

  /// The layer: what is left of the name without the word for its part; may be empty.
  let layer: String
  /// The part.
  let role: Role
  /// The layout of weights that goes with the word; `nil` where people use it for both.
  let order: WeightOrder?

  /// Reads a name; `nil` where no word of it names a part of a layer.
  init?(_ name: String) {
    let name = ArrayName.withoutOutput(name)
    let cut = name.lastIndex { $0 == "." || $0 == "/" }
    let path = cut.map { name[..<$0] } ?? ""
    let last = cut.map { name[name.index(after: $0)...] } ?? name
    func layer(_ rest: some StringProtocol) -> String {
      path.isEmpty ? String(rest) : "\(path)\(name[path.endIndex])\(rest)"
    }

    if let word = ArrayName.words[last.lowercased()] {
      self.init(layer: String(path), word)
      return
    }
    // `w1`, `coefs_0`
    let stem = last.reversed().drop { $0.isASCII && $0.isNumber }.reversed()
    let number = last.dropFirst(stem.count)
    let head = stem.last == "_" ? String(stem.dropLast()) : String(stem)
    if !number.isEmpty, let word = ArrayName.words[head.lowercased()] {
      self.init(layer: layer(number), word)
      return
    }
    // `fc1_weight`
    guard let underscore = last.lastIndex(of: "_"),
      let word = ArrayName.words[last[last.index(after: underscore)...].lowercased()]
    else { return nil }
    self.init(layer: layer(last[..<underscore]), word)
  }

  private init(layer: String, _ word: (role: Role, order: WeightOrder?)) {
    self.layer = layer
    role = word.role
    order = word.order
  }

  /// The words for the parts of a layer.
  private static let words: [String: (role: Role, order: WeightOrder?)] = [
    "weight": (.weight, .outputsFirst),
    "kernel": (.weight, .inputsFirst),
    "coef": (.weight, .inputsFirst),
    "coefs": (.weight, .inputsFirst),
    "weights": (.weight, nil),
    "w": (.weight, nil),
    "bias": (.bias, nil),
    "biases": (.bias, nil),
    "b": (.bias, nil),
    "intercept": (.bias, nil),
    "intercepts": (.bias, nil),
    "scale": (.scale, nil),
    "scale_input": (.inputScale, nil),
  ]

  /// A name without the number of an operation's output that TensorFlow adds: `kernel:0`.
  private static func withoutOutput(_ name: String) -> Substring {
    guard let colon = name.lastIndex(of: ":") else { return name[...] }
    let number = name[name.index(after: colon)...]
    return number.allSatisfy { $0.isASCII && $0.isNumber } ? name[..<colon] : name[...]
  }
}
