import LinearAlgebra
import ModelExchange
import ModelFile
import NeuralNet
import Testing

@Suite("JSON")
struct ModelJSONTests {
  /// A model of one weight, whose text and bias are given.
  private static func text(
    weight: String = "[[1]]", bias: String = "[0]", more: String = "", version: String = "1"
  ) -> [UInt8] {
    Array(
      """
      {"format": "mnistkit-model", "version": \(version), \(more)
      "input": {"rows": 1, "columns": 1, "mean": 0, "standardDeviation": 1}, "labels": ["0"],
      "layers": [{"inputs": 1, "outputs": 1, "activation": "identity",
      "weight": \(weight), "bias": \(bias)}]}
      """.utf8)
  }

  @Test(
    "a fault has an error of its own",
    arguments: [
      (Array("{".utf8), .jsonSyntax),
      (Array("{}".utf8), .jsonMissingKey),
      (text(version: "2"), .jsonFormat),
      (text(more: "\"version\": 1,"), .jsonDuplicateKey),
      (text(more: "\"x\": \(String(repeating: "[", count: 100_000)),"), .jsonDepth),
      (text(weight: "[]"), .tensorShape),
      (text(weight: "[[1,2]]"), .tensorShape),
      (text(weight: "[[1],[2]]"), .tensorShape),
      (text(weight: "[1]"), .jsonValue),
      (text(weight: "[[null]]"), .jsonValue),
      (text(weight: "[[NaN]]"), .jsonSyntax),
      (text(weight: "[[1e39]]"), .jsonSyntax),
      (text(weight: "[[0x1]]"), .jsonSyntax),
      (text(bias: "[0,0]"), .tensorShape),
      (text(more: "\"tensorsSHA256\": \"00\","), .tensorsDigest),
    ] as [([UInt8], ModelExchangeError.Code)])
  func faults(bytes: [UInt8], code: ModelExchangeError.Code) {
    #expect(Samples.fault(bytes, from: .json, options: ImportOptions())?.code == code)
  }

  @Test(
    "a decimal is rounded once, to the nearest Float32",
    arguments: [
      // Just above the midpoint of 1 and its successor: Float64 would be the midpoint itself.
      ("1.000000059604644775390626", 0x3F80_0001),
      ("1.000000059604644775390625", 0x3F80_0000),
      ("16777217", 0x4B80_0000),
      ("1e-45", 1),
      ("3.4028235e+38", 0x7F7F_FFFF),
      ("-0.0", 0),
    ] as [(String, UInt32)])
  func rounding(decimal: String, bits: UInt32) throws {
    let model = try ModelImport.decode(Self.text(weight: "[[\(decimal)]]"))
    #expect(model.network.float32?.layers[0].weights.elements[0].bitPattern == bits)
  }

  @Test("keys of others are passed over")
  func otherKeys() throws {
    let model = try ModelImport.decode(Self.text(more: "\"x\": {\"y\": [1, {\"y\": 2}]},"))
    #expect(model.labels == ["0"])
  }
}
