import LinearAlgebra
import NeuralNet

extension CSource {
  /// Appends tables and functions of a network in floating point.
  ///
  /// - Parameter inputs: the network's input for each pixel byte, `[256]`.
  mutating func append(_ network: MLP, inputs: [Float], name: String) {
    append("\n/* The network's input for each pixel byte. */")
    append(table: "\(name)_inputs", of: "float", inputs.map(Self.literal))
    for (index, layer) in network.layers.enumerated() {
      append("\n/* Layer \(index): [\(layer.outputs)][\(layer.inputs)] weights, then the bias. */")
      append(
        table: "\(name)_weights_\(index)", of: "float",
        layer.weights.elements.lazy.map(Self.literal))
      append(table: "\(name)_bias_\(index)", of: "float", layer.bias.map(Self.literal))
    }
    appendFusedMultiplyAdd(name)
    appendSum(name, function: "pixel_sum", input: "uint8_t", element: "\(name)_inputs[input[j]]")
    if network.layers.count > 1 {
      appendSum(name, function: "sum", input: "float", element: "input[j]")
    }
    if network.layers.dropLast().contains(where: { $0.activation == .relu }) { appendReLU(name) }
    appendClassify(name, widths: network.widths, element: "float") { index, input in
      let inputs = network.layers[index].inputs
      let function = index == 0 ? "pixel_sum" : "sum"
      return "const float sum = \(name)_\(function)(\(name)_weights_\(index) + i * \(inputs), "
        + "\(name)_bias_\(index)[i],\n        \(input), \(inputs));"
    } value: { index in
      switch network.layers[index].activation {
      case .identity: "sum"
      case .relu: "\(name)_relu(sum)"
      }
    }
  }

  /// A product and a sum rounded once, as `formats/model-file.md`, appendix A.2, asks for.
  ///
  /// Where no instruction does it, binary64 does: the product is exact there, the rounding error of
  /// the sum is known (Knuth, "The Art of Computer Programming", volume 2, section 4.2.2, theorem B),
  /// and a sum that is made odd where it is not exact rounds to binary32 as the exact one would
  /// (Boldo and Melquiond, "Emulation of FMA and correctly rounded sums", 2008).
  private mutating func appendFusedMultiplyAdd(_ name: String) {
    append(
      """

      /* \(name)_FMA(a, b, c) is a * b + c rounded once, so that logits are the same bits everywhere:
       * by an instruction, else exactly in double, else (double is too short, or is kept in another
       * precision) by a plain product and sum, whose logits differ in their last digits. Define it
       * before this file is included as ((a) * (b) + (c)) for speed where there is no instruction,
       * and \(name)_TOLERANCE, the difference of logits that \(name)_self_test allows, with it. */
      #ifndef \(name)_FMA
      #if defined(__FP_FAST_FMAF) || defined(__FMA__) || defined(__ARM_FEATURE_FMA)
      #define \(name)_FMA(a, b, c) __builtin_fmaf(a, b, c)
      #elif DBL_MANT_DIG == 53 && FLT_EVAL_METHOD >= 0 && FLT_EVAL_METHOD < 2 && \\
          !defined(__FAST_MATH__)
      static inline float \(name)_fma(float a, float b, float c)
      {
        union { double value; uint64_t bits; } sum;
        const double product = (double)a * (double)b;
        double part, error;
        sum.value = product + (double)c;
        part = sum.value - product;
        error = (product - (sum.value - part)) + ((double)c - part);
        if ((error > 0.0 || error < 0.0) && sum.bits % 2 == 0) {
          sum.bits += (error > 0.0) == (sum.value > 0.0) ? UINT64_C(1) : UINT64_MAX;
        }
        return (float)sum.value;
      }
      #define \(name)_FMA(a, b, c) \(name)_fma(a, b, c)
      #else
      #define \(name)_FMA(a, b, c) ((a) * (b) + (c))
      #ifndef \(name)_TOLERANCE
      #define \(name)_TOLERANCE 1e-3f
      #endif
      #endif
      #endif
      #ifndef \(name)_TOLERANCE
      #define \(name)_TOLERANCE 0.0f
      #endif
      """)
  }

  /// The last addition turns a negative zero into a positive one.
  private mutating func appendSum(
    _ name: String, function: String, input: String, element: String
  ) {
    let start = "static inline float \(name)_\(function)("
    append(
      """

      \(start)const float *weights, float sum, const \(input) *input,
      \(String(repeating: " ", count: start.utf8.count))int32_t count)
      {
        int32_t j;
        for (j = 0; j < count; j++) sum = \(name)_FMA(weights[j], \(element), sum);
        return sum + 0.0f;
      }
      """)
  }

  private mutating func appendReLU(_ name: String) {
    append(
      """

      static inline float \(name)_relu(float value)
      {
        return value > 0.0f ? value : 0.0f;
      }
      """)
  }
}
