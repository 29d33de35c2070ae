import LinearAlgebra
import ModelExchange
import ModelFile
import NeuralNet
import Testing

@Suite("JSON")
struct ModelJSONTests {
  /// A model of one weight, whose text and bias are given.
  private static func text(
    weight: String = "[[1]]", bias: String = "[0]", more: String = "", version: String = "1",
    labels: String = "[\"0\"]"
  ) -> [UInt8] {
    Array(
      """
      {"format": "mnistkit-model", "version": \(version), \(more)
      "input": {"rows": 1, "columns": 1, "mean": 0, "standardDeviation": 1}, "labels": \(labels),
      "layers": [{"inputs": 1, "outputs": 1, "activation": "identity",
      "weight": \(weight), "bias": \(bias)}]}
      """.utf8)
  }

  /// So many keys with their values, for ``text(weight:bias:more:version:labels:)``.
  private static func keys(_ count: Int) -> String {
    (0..<count).map { "\"\($0)\":0," }.joined()
  }

  private static func numbers(_ count: Int) -> String {
    Array(repeating: "0", count: count).joined(separator: ",")
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
      (text(weight: "[[01]]"), .jsonSyntax),
      (text(weight: "[[+1]]"), .jsonSyntax),
      (text(weight: "[[1.]]"), .jsonSyntax),
      (text(weight: "[[.5]]"), .jsonSyntax),
      (text(weight: "[[1e]]"), .jsonSyntax),
      (text(weight: "[[1],]"), .jsonSyntax),
      (text(weight: "[[1,]]"), .jsonSyntax),
      (text(weight: "[[1 1]]"), .jsonSyntax),
      (text(weight: "[,[1]]"), .jsonSyntax),
      (text(more: "\"x\": {\"y\": 1,},"), .jsonSyntax),
      (text(more: "x: 1,"), .jsonSyntax),
      (text(more: "\"x\": /* */ 1,"), .jsonSyntax),
      (text(more: "\"x\": tru,"), .jsonSyntax),
      (text(more: "\"x\": \"\u{1}\","), .jsonSyntax),
      (text(more: "\"x\": \"\\x\","), .jsonSyntax),
      (text(more: "\"x\": \"\\u12\","), .jsonSyntax),
      (text(more: "\"x\": \"\\ud800\","), .jsonSyntax),
      (text() + text(), .jsonSyntax),
      (Array(text().dropLast()), .jsonSyntax),
      ([0xEF, 0xBB, 0xBF] + text(), .jsonEncoding),
      ([0xFF, 0xFE] + text().flatMap { [$0, 0] }, .jsonEncoding),
      (text().flatMap { [0, $0] }, .jsonEncoding),
      (Array("{\"x\": \"".utf8) + [0xC0, 0x80] + Array("\"}".utf8), .jsonEncoding),
      (text(more: keys(4_097)), .tooMany),
      (text(labels: "[\(numbers(1_025))]"), .jsonValue),
      (text(labels: "[\(numbers(1_025).replacing("0", with: "\"\""))]"), .tooMany),
      (text(weight: "[[\(numbers(100_000))]]"), .tensorShape),
      (text(bias: "[0,0]"), .tensorShape),
      (text(more: "\"tensorsSHA256\": \"00\","), .tensorsDigest),
    ] as [([UInt8], ModelExchangeError.Code)])
  func faults(bytes: [UInt8], code: ModelExchangeError.Code) {
    #expect(Samples.fault(bytes, from: .json, options: ImportOptions())?.code == code)
  }

  @Test(
    "a fault is located by its byte, line and column",
    arguments: [
      ("[1,\n 2,]", 7, "line 2, column 4", "a value after the comma", #""]""#),
      ("{\"é\": 1 \"b\": 2}", 9, "line 1, column 9", "a comma or }", #""\"""#),
      ("\n\n{\"a\": nul}", 8, "line 3, column 7", "a value", #""n""#),
      ("{\"a\": [1, 2", 11, "line 1, column 12", "a comma or ]", "the end of the text"),
      ("{\"a\": 1, \"a\": 2}", 9, "line 1, column 10", "each key once", #""a""#),
      ("{\"a\": 1} x", 9, "line 1, column 10", "the end of the text", #""x""#),
      ("{\"format\": 1}", 11, "line 1, column 12", "a string", "a number"),
      (" {\"format\": \"x\"}", 1, "line 1, column 2", "the key version", "none"),
    ])
  func located(text: String, offset: Int, place: String, expected: String, found: String) throws {
    let error = try #require(Samples.fault(Array(text.utf8), from: .json))
    #expect(error.offset == offset)
    #expect(error.field == "\(place) of the model")
    #expect(error.expected == expected)
    #expect(error.found == found)
  }

  @Test("JSON in another encoding is known for JSON and refused for its encoding")
  func encodings() {
    let text = Self.text()
    #expect(Samples.fault([0xEF, 0xBB, 0xBF] + text)?.code == .jsonEncoding)
    #expect(Samples.fault([0xFE, 0xFF] + text.flatMap { [0, $0] })?.code == .jsonEncoding)
  }

  @Test("escapes stand for their characters")
  func escapes() throws {
    let model = try ModelImport.decode(
      Self.text(labels: #"["\u0061\ud83d\ude00\"\\\/é"]"#))
    #expect(model.labels == ["a\u{1F600}\"\\/é"])
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
      ("1e-60", 0),
      ("1E+2", 0x42C8_0000),
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
