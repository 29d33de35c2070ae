import LinearAlgebra
import ModelFile
import NeuralNet
import Testing

@testable import ModelExchange

/// What a compiler makes of headers is tried by `Tests/Exchange/run`.
@Suite("C headers")
struct CHeaderTests {
  /// A layer whose parameters are small and differ.
  private static func dense(_ outputs: Int, _ inputs: Int, _ activation: Activation) -> Dense {
    Dense(
      weights: Matrix(
        rows: outputs, columns: inputs,
        elements: (0..<outputs * inputs).map { Float($0) / 8 - 1 }),
      bias: (0..<outputs).map { Float($0) / 4 }, activation: activation)
  }

  private static func quantised(
    _ outputs: Int, _ inputs: Int, _ activation: Activation
  ) -> QuantisedDense {
    QuantisedDense(
      inputs: inputs, outputs: outputs,
      weights: (0..<outputs * inputs).map { Int8(truncatingIfNeeded: $0 % 255 - 127) },
      bias: (0..<outputs).map { Int32($0) * 100 - 50 },
      scales: Array(repeating: 0.5, count: outputs), inputScale: 0.25, activation: activation)
  }

  static let float32 = Network.float32(
    MLP(layers: [
      dense(5, 6, .relu), dense(3, 5, .identity), dense(4, 3, .relu), dense(2, 4, .identity),
    ]))
  static let int8 = Network.int8(
    QuantisedMLP(layers: [
      quantised(5, 6, .relu), quantised(3, 5, .relu), quantised(2, 3, .identity),
    ]))

  private static func model(_ network: Network, labels: [String] = ["no", "yes"]) -> Model {
    Model(
      network: network, input: InputLayout(rows: 2, columns: 3), labels: labels,
      selfTest: SelfTest(samples: [
        SelfTest.Sample(pixels: [0, 1, 2, 253, 254, 255], logits: [-0.1, 1.5e-10])
      ]))
  }

  private static func text(_ model: Model, name: CIdentifier = .mnistkit) -> String {
    CHeader(model, options: ExportOptions(generator: "a test", identifier: name)).text
  }

  @Test("the same model gives the same ASCII text", arguments: [float32, int8])
  func deterministic(network: Network) {
    let text = Self.text(Self.model(network))
    #expect(text == Self.text(Self.model(network)))
    #expect(text.utf8.allSatisfy { $0 < 0x7f && ($0 >= 0x20 || $0 == 0x0a) })
    #expect(text.hasSuffix("\n#endif\n"))
  }

  @Test("an 8-bit network asks for nothing but <stdint.h>")
  func freestanding() {
    let includes = Self.text(Self.model(Self.int8)).split(separator: "\n")
      .filter { $0.hasPrefix("#include") }
    #expect(includes == ["#include <stdint.h>"])
  }

  @Test("every identifier at file scope starts with the name", arguments: [float32, int8])
  func prefix(network: Network) throws {
    let name = try #require(CIdentifier("digits_v2"))
    let text = Self.text(Self.model(network), name: name)
    #expect(!text.contains("mnistkit_"))
    for line in text.split(separator: "\n") where line.hasPrefix("static") {
      #expect(line.contains(" digits_v2_") || line.contains("*digits_v2_"), "\(line)")
    }
    for line in text.split(separator: "\n") where line.hasPrefix("#define") {
      #expect(line.hasPrefix("#define digits_v2_"), "\(line)")
    }
  }

  @Test("numbers come back with the same bits")
  func literals() throws {
    let values: [Float] = [
      0, -0, 1, -1, 0.1, .pi, 1e10, 16_777_216, .leastNonzeroMagnitude, .leastNormalMagnitude,
      -.greatestFiniteMagnitude, Float(1).nextUp, 3.4e-5,
    ]
    for value in values {
      let literal = CSource.literal(value)
      #expect(literal.hasSuffix("f") && (literal.contains(".") || literal.contains("e")))
      #expect(Float(literal.dropLast())?.bitPattern == value.bitPattern)
    }
  }

  @Test("a label cannot leave its string, nor metadata their comment")
  func hostileText() throws {
    let text = Self.text(
      Self.model(Self.int8, labels: ["a\"; int x = 1; //", "\\??/*/ é 😀"]))
    #expect(text.contains(#"    "a\042; int x = 1; //","#))
    #expect(text.contains(#"    "\134\077\077/*/ \303\251 \360\237\230\200","#))
    #expect(text.contains(#""\\??/\u002a/ \u00e9 \ud83d\ude00"]"#))
  }

  @Test("the comment tells the sizes that are predicted", arguments: [float32, int8])
  func comment(network: Network) {
    let sizes = CHeaderSizes(of: network)
    let text = Self.text(Self.model(network))
    #expect(text.contains(" *   flash          \(sizes.flash) bytes of tables\n"))
    #expect(text.contains(" *   stack          \(sizes.stack) bytes of buffers\n"))
  }

  @Test("sizes are those of the tables, and of the two widest buffers in turn")
  func sizes() {
    let float = CHeaderSizes(of: Self.float32)
    #expect(float.flash == 4 * (256 + 35 + 18 + 16 + 10))
    #expect(float.stack == 4 * (5 + 3))
    let int8 = CHeaderSizes(of: Self.int8)
    #expect(int8.flash == 30 + 15 + 6 + 8 * (5 + 3 + 2))
    #expect(int8.stack == 5 + 3)
    let one = Network.int8(QuantisedMLP(layers: [Self.quantised(2, 6, .identity)]))
    #expect(CHeaderSizes(of: one).stack == 0)
  }

  @Test("a model without samples has no self-test that passes")
  func noSamples() {
    var model = Self.model(Self.int8)
    model.selfTest = SelfTest()
    #expect(Self.text(model).contains("#error \"the model holds no self-test samples\""))
  }

  @Test(
    "names that C and C++ leave to programs are taken", arguments: ["a", "Digits", "mlp_2", "int"])
  func names(text: String) {
    #expect(CIdentifier(text)?.text == text)
  }

  @Test(
    "other names are refused",
    arguments: [
      "", "_a", "a_", "a__b", "1a", "a-b", "a b", "é", "a;", "[", "`",
      "a23456789012345678901234567890123",
    ])
  func badNames(text: String) {
    #expect(CIdentifier(text) == nil)
  }
}
