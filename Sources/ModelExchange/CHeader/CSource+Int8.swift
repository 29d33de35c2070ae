import NeuralNet

extension CSource {
  /// Appends tables and functions of an 8-bit network, which need nothing of the C library.
  mutating func append(_ network: QuantisedMLP, name: String) {
    for (index, layer) in network.layers.enumerated() {
      append(
        "\n/* Layer \(index): [\(layer.outputs)][\(layer.inputs)] weights, then the bias, then what "
          + "one step of each sum is worth. */")
      append(
        table: "\(name)_weights_\(index)", of: "int8_t", layer.weights.lazy.map { "\($0)" })
      append(table: "\(name)_bias_\(index)", of: "int32_t", layer.bias.lazy.map { "\($0)" })
      append(
        table: "\(name)_scale_\(index)", of: "float",
        network.multipliers(of: index).map(Self.literal))
    }
    appendInt8Products(name)
    if network.layers.count > 1 { appendInt8Rounding(name) }
    let widths = [network.inputs] + network.layers.map(\.outputs)
    appendClassify(name, widths: widths, element: "uint8_t") { index, input in
      let inputs = network.layers[index].inputs
      return "const int32_t sum = \(name)_sum(\(name)_weights_\(index) + i * \(inputs), "
        + "\(name)_bias_\(index)[i],\n        \(input), \(inputs));"
    } value: { index in
      let product = "\(name)_product(sum, \(name)_scale_\(index)[i])"
      return index + 1 < network.layers.count ? "\(name)_byte(\(product))" : product
    }
  }

  /// The sums and products that `formats/model-file.md`, appendix A.8, defines.
  ///
  /// Adding +0 to a logit is left out: with scales above 0 no product is a negative zero.
  private mutating func appendInt8Products(_ name: String) {
    append(
      """

      /* sum and the products of weights and input: exact, in any order. */
      static inline int32_t \(name)_sum(const int8_t *weights, int32_t sum, const uint8_t *input,
                                        int32_t count)
      {
        int32_t j;
        for (j = 0; j < count; j++) sum += (int32_t)weights[j] * (int32_t)input[j];
        return sum;
      }

      /* sum * scale; volatile rounds both steps to 32 bits where the compiler keeps more. */
      static inline float \(name)_product(int32_t sum, float scale)
      {
        volatile float value = (float)sum;
        volatile float product = value * scale;
        return product;
      }
      """)
  }

  /// The rounding of hidden layers, written out because the C library's needs the library and a mode.
  private mutating func appendInt8Rounding(_ name: String) {
    append(
      """

      /* The byte that is nearest to value, the even one of two; every step is exact. */
      static inline uint8_t \(name)_byte(float value)
      {
        int32_t whole;
        float rest;
        if (!(value > 0.0f)) return 0;
        if (value >= 255.0f) return 255;
        whole = (int32_t)value;
        rest = value - (float)whole;
        if (rest > 0.5f || (rest == 0.5f && whole % 2 == 1)) whole++;
        return (uint8_t)whole;
      }
      """)
  }
}
