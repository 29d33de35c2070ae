extension ModelFields {
  /// Numbers of a layer: rows of weights, or one row of biases.
  enum Numbers {
    case float32([[Float]])
    case int8([[Int8]])
    case int32([Int32])
  }
}

extension ModelFields.Layer {
  private enum CodingKeys: String, CodingKey {
    case inputs, outputs, activation, weight, bias, scale, inputScale
  }

  init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: CodingKeys.self)
    inputs = try fields.decode(Int.self, forKey: .inputs)
    outputs = try fields.decode(Int.self, forKey: .outputs)
    activation = try fields.decode(String.self, forKey: .activation)
    scale = try fields.decodeIfPresent([Float].self, forKey: .scale)
    inputScale = try fields.decodeIfPresent(Float.self, forKey: .inputScale)
    if scale == nil {
      weight = .float32(try fields.decode([[Float]].self, forKey: .weight))
      bias = .float32([try fields.decode([Float].self, forKey: .bias)])
    } else {
      weight = .int8(try fields.decode([[Int8]].self, forKey: .weight))
      bias = .int32(try fields.decode([Int32].self, forKey: .bias))
    }
  }

  /// The layer's tensors under the names of `formats/model-file.md`.
  func arrays(_ name: String) throws(ModelExchangeError) -> [NamedArray] {
    var arrays = [try weightArray("\(name).weight")]
    let bias =
      switch bias {
      case .float32(let rows): NamedArray.Elements.float32(rows.flatMap(\.self))
      case .int8(let rows): NamedArray.Elements.int8(rows.flatMap(\.self))
      case .int32(let values): NamedArray.Elements.int32(values)
      }
    arrays.append(NamedArray(name: "\(name).bias", shape: [bias.count], elements: bias))
    if let scale {
      arrays.append(
        NamedArray(name: "\(name).scale", shape: [scale.count], elements: .float32(scale)))
    }
    if let inputScale {
      arrays.append(
        NamedArray(name: "\(name).scale_input", shape: [1], elements: .float32([inputScale])))
    }
    return arrays
  }

  private func weightArray(_ name: String) throws(ModelExchangeError) -> NamedArray {
    switch weight {
    case .float32(let rows): try array(name, rows) { .float32($0) }
    case .int8(let rows): try array(name, rows) { .int8($0) }
    case .int32(let values): try array(name, [values]) { .int32($0) }
    }
  }

  /// Joins rows, which must be as many and as long as the layer says.
  private func array<Number>(
    _ name: String, _ rows: [[Number]], _ elements: ([Number]) -> NamedArray.Elements
  ) throws(ModelExchangeError) -> NamedArray {
    let wrong = rows.first { $0.count != inputs }
    guard rows.count == outputs, wrong == nil, inputs > 0, outputs > 0 else {
      throw ModelExchangeError(
        .json, .tensorShape, field: name,
        expected: "\(outputs) rows of \(inputs) numbers, both above 0",
        found: "\(rows.count) rows, one of them of \(wrong?.count ?? inputs)")
    }
    return NamedArray(
      name: name, shape: [outputs, inputs], elements: elements(rows.flatMap(\.self)))
  }
}
