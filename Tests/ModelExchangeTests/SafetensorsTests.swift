import ByteCoding
import LinearAlgebra
import ModelExchange
import ModelFile
import NeuralNet
import Testing

@Suite("safetensors")
struct SafetensorsTests {
  /// A file of the text of a header and some bytes.
  private static func file(
    _ header: String, _ data: [UInt8] = [], length: UInt64? = nil
  ) -> [UInt8] {
    var writer = ByteWriter()
    writer.append(u64: length ?? UInt64(header.utf8.count), .little)
    writer.append(utf8: header)
    writer.append(bytes: data)
    return writer.bytes
  }

  /// A header with one tensor.
  private static func one(_ type: String, _ shape: String, _ offsets: String) -> String {
    #"{"0.weight":{"dtype":"\#(type)","shape":\#(shape),"data_offsets":\#(offsets)}}"#
  }

  private static let zeros = [UInt8](repeating: 0, count: 64)

  @Test(
    "a fault has an error of its own",
    arguments: [
      ([1, 2, 3], .fileCut),
      (file("", length: 0), .headerEmpty),
      (file("{}", length: 1_048_577), .headerTooLong),
      (file("{}", length: .max), .headerTooLong),
      (file("{}", length: 3), .headerPastEnd),
      (file(" {}"), .headerStart),
      (file("[]"), .headerStart),
      (file("{}\0\0"), .headerPadding),
      (file("{\"a\":}"), .jsonSyntax),
      (file("{} {}"), .jsonSyntax),
      (file("{\"a\":{},}"), .jsonSyntax),
      (
        file(#"{"a":["# + Array(repeating: "0", count: 65_536).joined(separator: ",") + "]}"),
        .tooMany
      ),
      (file("{" + (0...4_096).map { "\"\($0)\":0" }.joined(separator: ",") + "}"), .tooMany),
      (file(#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":1}"#), .jsonDuplicateKey),
      (file(#"{"a":1,"\u0061":1}"#), .jsonDuplicateKey),
      (file(#"{"a":"# + String(repeating: "[", count: 100_000)), .jsonDepth),
      (file(#"{"__metadata__":{"a":1}}"#), .jsonValue),
      (file(#"{"a":{"dtype":"F32","shape":[1]}}"#), .jsonMissingKey),
      (file(one("F32", "[18446744073709551616]", "[0,4]")), .jsonSyntax),
      (file(one("F32", "[1.5]", "[0,4]"), zeros), .jsonSyntax),
      (file(one("Q4", "[16]", "[0,64]"), zeros), .elementType),
      (file(one("I64", "[8]", "[0,64]"), zeros), .unsupportedType),
      (file(one("F32", "[0,4]", "[0,0]")), .emptyTensor),
      (file(one("F32", "[-1,4]", "[0,4]"), zeros), .elementCount),
      (file(one("F32", "[4194305,4194305,211106198978564]", "[0,16]"), zeros), .elementCount),
      (file(one("F32", "[4,5]", "[0,64]"), zeros), .tensorByteCount),
      (file(one("F32", "[4,4]", "[64,0]"), zeros), .tensorOffsets),
      (file(one("F32", "[4,4]", "[0]"), zeros), .tensorOffsets),
      (file(one("F32", "[4,4]", "[-64,0]"), zeros), .tensorOffsets),
      (file(one("F32", "[4,4]", "[1,65]"), zeros), .tensorPastEnd),
      (file(one("F32", "[4,3]", "[0,48]"), zeros), .tensorHole),
      (file(one("F32", "[4,3]", "[16,64]"), zeros), .tensorHole),
      (
        file(
          #"{"a":{"dtype":"I8","shape":[40],"data_offsets":[0,40]},"#
            + #""b":{"dtype":"I8","shape":[40],"data_offsets":[24,64]}}"#, zeros), .tensorOverlap
      ),
      (file(#"{"__metadata__":{"mnistkit.version":"2"}}"#), .metadataVersion),
      (file(#"{"__metadata__":{"mnistkit.version":"1","mnistkit.rows":"x"}}"#), .metadataValue),
      (file(#"{"__metadata__":{"mnistkit.version":"1","mnistkit.rows":"4"}}"#), .metadataValue),
      (file(#"{"__metadata__":{"mnistkit.version":"1","mnistkit.mean":"0"}}"#), .metadataValue),
      (file("{}"), .notAPerceptron),
    ] as [([UInt8], ModelExchangeError.Code)])
  func faults(bytes: [UInt8], code: ModelExchangeError.Code) {
    #expect(Samples.fault(bytes, from: .safetensors)?.code == code)
  }

  @Test("a fault in the header is located in the file")
  func located() {
    let header = #"{"a":1,}"#
    #expect(Samples.fault(Self.file(header))?.offset == 8 + 7)
    let two = String(Self.one("F32", "[4,4]", "[0,64]").dropLast()) + ",\"b\":"
    let rest = #"{"dtype":"Q4","shape":[1],"data_offsets":[64,64]}}"#
    let error = Samples.fault(Self.file(two + rest, Self.zeros))
    #expect(error?.code == .elementType)
    #expect(error?.offset == 8 + two.utf8.count)
    #expect(error?.field == #"dtype of "b""#)
  }

  @Test("tensors start at multiples of 64 as far as no hole is needed")
  func alignment() throws {
    let model = Samples.float32([16, 16, 10], rows: 4, columns: 4)
    let bytes = try ModelExport.encode(model, as: .safetensors)
    let length = bytes[0..<8].reversed().reduce(0) { $0 << 8 | Int($1) }
    #expect((8 + length) % 64 == 0)
    #expect(
      bytes[8 + length - 1] == UInt8(ascii: " ") || bytes[8 + length - 1] == UInt8(ascii: "}"))
    let header = String(decoding: bytes[8..<8 + length], as: UTF8.self)
    // 64, 1024 and 640 bytes before the 40 of ten biases.
    for offsets in ["[0,64]", "[64,1088]", "[1088,1728]", "[1728,1768]"] {
      #expect(header.contains("\"data_offsets\":\(offsets)"), "\(header)")
    }
  }

  @Test(
    "numbers of other widths become Float32",
    arguments: [
      ("F16", [0x00, 0x3C, 0x00, 0xC0, 0x01, 0x00, 0xFF, 0x7B], [1, -2, 0x1p-24, 65_504]),
      ("BF16", [0x80, 0x3F, 0x00, 0xC0, 0x80, 0x00, 0x7F, 0x7F], [1, -2, 0x1p-126, 0x1.FEp127]),
      (
        "F64",
        [
          0, 0, 0, 0x10, 0, 0, 0xF0, 0x3F, 0, 0, 0, 0, 0, 0, 0, 0x80,
          0, 0, 0, 0, 0, 0, 0, 0x40, 0, 0, 0, 0, 0, 0, 0xE0, 0x3F,
        ], [1, 0, 2, 0.5]
      ),
    ] as [(String, [UInt8], [Float])])
  func conversions(type: String, data: [UInt8], values: [Float]) throws {
    let header = Self.one(type, "[1,4]", "[0,\(data.count)]")
    let model = try ModelImport.decode(
      Self.file(header, data), options: ImportOptions(normalisation: Samples.normalisation))
    let weights = try #require(model.network.float32).layers[0].weights.elements
    #expect(weights.map(\.bitPattern) == values.map(\.bitPattern))
    #expect(model.network.float32?.layers[0].bias == [0])
    #expect(model.labels == ["0"])
  }

  @Test("a number that is not finite is refused")
  func notFinite() {
    let bytes = Self.file(Self.one("F16", "[1,1]", "[0,2]"), [0x00, 0x7C])
    #expect(Samples.fault(bytes)?.code == .notFinite)
  }

  @Test("without a normalisation the file is refused and told what to give")
  func normalisation() {
    let bytes = Self.file(Self.one("F32", "[1,1]", "[0,4]"), [0, 0, 0x80, 0x3F])
    let error = Samples.fault(bytes, options: ImportOptions())
    #expect(error?.code == .normalisationMissing)
    #expect(error?.description.contains("--normalise") == true)
  }
}
