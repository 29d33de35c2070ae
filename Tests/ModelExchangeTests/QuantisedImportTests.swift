import ModelExchange
import Testing

@Suite("Import of 8-bit networks")
struct QuantisedImportTests {
  private static func text(_ change: (String) -> String) throws -> [UInt8] {
    let model = Samples.int8([4, 3, 2], rows: 2, columns: 2)
    let text = String(decoding: try ModelExport.encode(model, as: .json), as: UTF8.self)
    return Array(change(text).utf8)
  }

  @Test(
    "each precondition of the network's types is checked",
    arguments: [
      ("[-127,-90,-53,-16]", "[-128,-90,-53,-16]", .integerRange),
      ("[-2000,-1000,0]", "[-2000,16777217,0]", .integerRange),
      ("[-2000,-1000,0]", "[-2000,0]", .tensorShape),
      ("\"scale\": [0.01,", "\"scale\": [0.0,", .scaleRange),
      ("\"scale\": [0.01,", "\"scale\": [1e-40,", .scaleRange),
      ("\"inputScale\": 0.02", "\"inputScale\": 1e38", .scaleRange),
      ("\"inputScale\": 0.02", "\"inputScale\": 1e-37", .scaleRange),
      ("\"inputScale\": 0.02", "\"inputScale\": -0.02", .scaleRange),
      ("\"inputScale\": 0.02", "\"otherKey\": 0.02", .missingTensor),
      ("\"relu\"", "\"identity\"", .activations),
      ("\"relu\"", "\"sigmoid\"", .activations),
      ("[-127,-90,-53,-16]", "[-127,-90,-53,300]", .jsonSyntax),
    ] as [(String, String, ModelExchangeError.Code)])
  func preconditions(old: String, new: String, code: ModelExchangeError.Code) throws {
    let bytes = try Self.text { text in
      #expect(text.contains(old))
      guard let range = text.firstRange(of: old) else { return text }
      return text[..<range.lowerBound] + new + text[range.upperBound...]
    }
    let error = try #require(Samples.fault(bytes))
    #expect(error.code == code)
    #expect(error.description.utf8.allSatisfy { (0x20...0x7E).contains($0) }, "\(error)")
  }

  @Test("a pixel's scale follows from the normalisation, and none other is read")
  func pixelScale() throws {
    let bytes = try Self.text { text in
      guard let range = text.firstRange(of: "\"scale\"") else { return text }
      return text[..<range.lowerBound] + "\"inputScale\": 0.5, " + text[range.lowerBound...]
    }
    #expect(Samples.fault(bytes)?.code == .notAPerceptron)
  }
}
