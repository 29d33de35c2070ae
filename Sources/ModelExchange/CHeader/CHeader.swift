import ModelFile
import NeuralNet

/// A model as one C99 header that classifies images without a library: `formats/exchange.md`,
/// section "C header".
struct CHeader {
  private let model: Model
  private let name: String
  private let generator: String

  /// Creates the header of a model that a model file could hold.
  init(_ model: Model, options: ExportOptions) {
    self.model = model
    name = options.identifier.text
    generator = options.generator
  }

  /// The file.
  var bytes: [UInt8] { Array(text.utf8) }

  /// The header's text, ASCII.
  var text: String {
    var source = CSource()
    appendComment(to: &source)
    source.append("#ifndef \(name)_H\n#define \(name)_H\n")
    switch model.network {
    case .float32(let network):
      source.append("#include <float.h>\n#include <stdint.h>")
      appendShape(to: &source)
      source.append(network, inputs: model.input.normalisation.values, name: name)
    case .int8(let network):
      source.append("#include <stdint.h>")
      appendShape(to: &source)
      source.append(network, name: name)
    }
    appendLabels(to: &source)
    source.append(model.selfTest, name: name, differs: differs)
    source.append("\n#endif")
    return source.text
  }

  /// The C condition that the numbers `found` and `expected` are not the same logit; true in
  /// floating point also for what is not a number.
  private var differs: String {
    switch model.network {
    case .float32:
      "!(found - expected <= \(name)_TOLERANCE && expected - found <= \(name)_TOLERANCE)"
    case .int8: "found != expected"
    }
  }

  private func appendComment(to source: inout CSource) {
    let network = model.network
    let sizes = CHeaderSizes(of: network)
    let widths = network.widths.map(String.init).joined(separator: "-")
    let arithmetic = network.int8 == nil ? "floating point" : "8-bit integers"
    let sampleBytes = model.selfTest.samples.count * (network.inputs + 4 * network.classes)
    source.append(
      """
      /* \(name): a multi-layer perceptron, \(widths), in \(arithmetic).
       *
       *   int label = \(name)_classify(pixels, logits);
       *
       * C99 or C++11, without heap, static variables or a library. Include it in one file: each file
       * has tables of its own.
       *
       *   parameters     \(network.parameterCount)
       *   multiply-adds  \(network.multiplyAdds)
       *   flash          \(sizes.flash) bytes of tables
       *   stack          \(sizes.stack) bytes of buffers
       *   self-test      \(sampleBytes) bytes of tables more, where \(name)_SELF_TEST is defined
       *
      """)
    for (key, value) in ExchangeMetadata(model).pairs(generator: generator) {
      source.append(" * \(key): \(Self.commentText(value))")
    }
    source.append(" */")
  }

  private func appendShape(to source: inout CSource) {
    source.append(
      """

      #define \(name)_ROWS \(model.input.rows)
      #define \(name)_COLUMNS \(model.input.columns)
      #define \(name)_PIXELS \(model.network.inputs)
      #define \(name)_CLASSES \(model.network.classes)
      """)
  }

  private func appendLabels(to source: inout CSource) {
    let literals = model.labels.map { "\n    \(CSource.literal($0))," }.joined()
    source.append(
      """

      /* The name of a class, UTF-8; null where there is no such class. */
      static inline const char *\(name)_label(int label)
      {
        static const char *const labels[\(name)_CLASSES] = {\(literals)
        };
        return label >= 0 && label < \(name)_CLASSES ? labels[label] : 0;
      }
      """)
  }

  /// Text that neither ends a comment nor begins one: what is not ASCII, and the asterisk, are
  /// written as JSON's escapes, which JSON undoes.
  static func commentText(_ text: String) -> String {
    var result = ""
    for unit in text.utf16 {
      switch unit {
      case UInt16(UInt8(ascii: "*")), ..<0x20, 0x7f...:
        let digits = String(unit, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(Unicode.Scalar(UInt8(truncatingIfNeeded: unit)))
      }
    }
    return result
  }
}
