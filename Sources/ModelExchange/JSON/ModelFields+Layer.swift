import ModelFile
import NeuralNet

extension ModelFields {
  /// A layer; one with scales is quantised.
  struct Layer {
    let activation: Activation
    /// The tensors under the names of `formats/model-file.md`.
    let arrays: [NamedArray]
  }
}

extension ModelFields.Layer {
  /// Reads an object.
  ///
  /// What the layer says of its sizes bounds how many numbers are read.
  init(_ layer: JSONObject, name: String) throws(ModelExchangeError) {
    activation = try ModelFields.Layer.activation(layer["activation"])
    let inputs = try ModelFields.Layer.width(layer["inputs"])
    let outputs = try ModelFields.Layer.width(layer["outputs"])
    let (weight, bias) = (try layer["weight"], try layer["bias"])
    let float = { (scanner: inout JSONScanner) throws(ModelExchangeError) -> Float in
      try scanner.float()
    }
    func array(
      _ part: String, _ shape: [Int], _ elements: NamedArray.Elements
    ) -> NamedArray { NamedArray(name: "\(name).\(part)", shape: shape, elements: elements) }

    guard let scale = layer.optional("scale") else {
      arrays = [
        array("weight", [outputs, inputs], .float32(try weight.rows(outputs, inputs, float))),
        array("bias", [outputs], .float32(try bias.row(outputs, float))),
      ]
      return
    }
    let weights = try weight.rows(outputs, inputs) {
      scanner throws(ModelExchangeError) -> Int8 in try scanner.integer()
    }
    let biases = try bias.row(outputs) {
      scanner throws(ModelExchangeError) -> Int32 in try scanner.integer()
    }
    var arrays = [
      array("weight", [outputs, inputs], .int8(weights)),
      array("bias", [outputs], .int32(biases)),
      array("scale", [outputs], .float32(try scale.row(outputs, float))),
    ]
    if let inputScale = try layer.optional("inputScale")?.float() {
      arrays.append(array("scale_input", [1], .float32([inputScale])))
    }
    self.arrays = arrays
  }

  private static func activation(_ value: JSONValue) throws(ModelExchangeError) -> Activation {
    let name = try value.string()
    guard let activation = Activation.allCases.first(where: { "\($0)" == name }) else {
      throw value.fault(.activations, expected: "relu or identity", found: escaped(name))
    }
    return activation
  }

  private static func width(_ value: JSONValue) throws(ModelExchangeError) -> Int {
    let width = try value.integer()
    guard (1...FormatLimits.dimension).contains(width) else {
      throw value.fault(
        .layerWidth, expected: "1 to \(FormatLimits.dimension)", found: "\(width)")
    }
    return width
  }
}

extension JSONValue {
  /// The numbers of an array of this many.
  fileprivate func row<Number>(
    _ count: Int, _ number: (inout JSONScanner) throws(ModelExchangeError) -> Number
  ) throws(ModelExchangeError) -> [Number] {
    var scanner = scanner
    return try scanner.row(count, number)
  }

  /// The numbers of an array of rows, one row after another.
  fileprivate func rows<Number>(
    _ rows: Int, _ columns: Int,
    _ number: (inout JSONScanner) throws(ModelExchangeError) -> Number
  ) throws(ModelExchangeError) -> [Number] {
    var numbers: [Number] = []
    var scanner = scanner
    _ = try scanner.row(rows) { scanner throws(ModelExchangeError) in
      numbers += try scanner.row(columns, number)
    }
    return numbers
  }
}

extension JSONScanner {
  /// Reads an array that has exactly this many elements.
  fileprivate mutating func row<Element>(
    _ count: Int, _ element: (inout JSONScanner) throws(ModelExchangeError) -> Element
  ) throws(ModelExchangeError) -> [Element] {
    _ = peek()
    let start = position
    let elements: [Element]
    do {
      elements = try array(atMost: count, element)
    } catch {
      guard error.code == .tooMany else { throw error }
      throw text.fault(
        .tensorShape, at: start, expected: "\(count), as the layer says", found: "more")
    }
    guard elements.count == count else {
      throw text.fault(
        .tensorShape, at: start, expected: "\(count), as the layer says", found: "\(elements.count)"
      )
    }
    return elements
  }
}
