import ByteCoding
import ModelFile
import NeuralNet
import Testing

@testable import ModelExchange

/// A file made field by field, so that each can be wrong.
struct GGUFSketch {
  var version: UInt32 = 3
  var tensorCount: UInt64?
  var valueCount: UInt64?
  /// Keys, types and the bytes of values.
  var values: [(key: String, type: UInt32, bytes: [UInt8])] = []
  var tensors: [(name: String, sizes: [UInt64], type: UInt32, offset: UInt64)] = []
  var dataBytes = 0

  /// A file of one layer with two inputs and two outputs in floating point.
  init() {
    tensors = [("layers.0.weight", [2, 2], 0, 0), ("layers.0.bias", [2], 0, 32)]
    dataBytes = 40
    values = [
      ("mnistkit.version", 8, GGUFSketch.text("1")), ("mnistkit.rows", 8, GGUFSketch.text("1")),
      ("mnistkit.columns", 8, GGUFSketch.text("2")), ("mnistkit.mean", 8, GGUFSketch.text("0.0")),
      ("mnistkit.standard_deviation", 8, GGUFSketch.text("1.0")),
    ]
  }

  /// The file.
  var bytes: [UInt8] {
    var writer = ByteWriter()
    writer.append(utf8: "GGUF")
    writer.append(u32: version, .little)
    writer.append(u64: tensorCount ?? UInt64(tensors.count), .little)
    writer.append(u64: valueCount ?? UInt64(values.count), .little)
    for (key, type, bytes) in values {
      writer.append(bytes: GGUFSketch.text(key))
      writer.append(u32: type, .little)
      writer.append(bytes: bytes)
    }
    for (name, sizes, type, offset) in tensors {
      writer.append(bytes: GGUFSketch.text(name))
      writer.append(u32: UInt32(sizes.count), .little)
      for size in sizes { writer.append(u64: size, .little) }
      writer.append(u32: type, .little)
      writer.append(u64: offset, .little)
    }
    writer.pad(to: 32)
    writer.append(bytes: Array(repeating: 0, count: dataBytes))
    return writer.bytes
  }

  /// A text behind its length.
  static func text(_ text: String) -> [UInt8] {
    u64(UInt64(text.utf8.count)) + Array(text.utf8)
  }

  /// Four bytes.
  static func u32(_ value: UInt32) -> [UInt8] {
    var writer = ByteWriter()
    writer.append(u32: value, .little)
    return writer.bytes
  }

  /// Eight bytes.
  static func u64(_ value: UInt64) -> [UInt8] {
    var writer = ByteWriter()
    writer.append(u64: value, .little)
    return writer.bytes
  }
}

/// A change to a good file and the error that it must give.
struct GGUFFault: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let code: ModelExchangeError.Code
  let change: @Sendable (inout GGUFSketch) -> Void

  init(
    _ description: String, _ code: ModelExchangeError.Code,
    _ change: @escaping @Sendable (inout GGUFSketch) -> Void
  ) {
    testDescription = description
    self.code = code
    self.change = change
  }
}

@Suite("GGUF")
struct GGUFTests {
  @Test(
    "a model comes back with its tensors, labels, normalisation and shape",
    arguments: SmallModels.all)
  func roundTrip(_ model: Model) throws {
    let back = try ModelImport.decode(try ModelExport.encode(model, as: .gguf))
    #expect(back.tensorsSHA256 == model.tensorsSHA256)
    #expect(back.network == model.network)
    #expect(back.labels == model.labels)
    #expect(back.input == model.input)
  }

  @Test("the same model gives the same bytes", arguments: SmallModels.all)
  func deterministic(_ model: Model) throws {
    let first = try ModelExport.encode(model, as: .gguf)
    #expect(try ModelExport.encode(model, as: .gguf) == first)
    #expect(first.count % 64 == 0)
  }

  @Test("a file made by hand is read, with half precision and values of every type")
  func byHand() throws {
    var sketch = GGUFSketch()
    let sizes: [(UInt32, Int)] = [
      (0, 1), (1, 1), (2, 2), (3, 2), (4, 4), (5, 4), (6, 4), (7, 1), (10, 8), (11, 8), (12, 8),
    ]
    for (type, size) in sizes {
      sketch.values.append(("value.\(type)", type, Array(repeating: 1, count: size)))
    }
    sketch.values.append(
      ("texts", 9, GGUFSketch.u32(8) + GGUFSketch.u64(1) + GGUFSketch.text("text")))
    sketch.values.append(("numbers", 9, GGUFSketch.u32(4) + GGUFSketch.u64(1) + [1, 0, 0, 0]))
    sketch.tensors[0].type = 1
    let model = try ModelImport.decode(sketch.bytes)
    #expect(model.network.widths == [2, 2])
  }

  static let faults: [GGUFFault] = [
    GGUFFault("version 0", .ggufVersion) { $0.version = 0 },
    GGUFFault("version 1", .ggufVersion) { $0.version = 1 },
    GGUFFault("version 2", .ggufVersion) { $0.version = 2 },
    GGUFFault("version 4", .ggufVersion) { $0.version = 4 },
    GGUFFault("the other byte order", .bigEndian) { $0.version = 3 << 24 },
    GGUFFault("more tensors than a model has", .tooMany) { $0.tensorCount = 257 },
    GGUFFault("2^64-1 tensors", .tooMany) { $0.tensorCount = .max },
    GGUFFault("2^63 values", .tooMany) { $0.valueCount = 1 << 63 },
    GGUFFault("an alignment of 64 bits", .alignment) {
      $0.values.append(("general.alignment", 10, GGUFSketch.u64(32)))
    },
    GGUFFault("an alignment of 0", .alignment) {
      $0.values.append(("general.alignment", 4, GGUFSketch.u32(0)))
    },
    GGUFFault("an alignment of 48", .alignment) {
      $0.values.append(("general.alignment", 4, GGUFSketch.u32(48)))
    },
    GGUFFault("an alignment of 2^31", .alignment) {
      $0.values.append(("general.alignment", 4, GGUFSketch.u32(1 << 31)))
    },
    GGUFFault("nested arrays", .nestedArray) {
      $0.values.append(("nested", 9, GGUFSketch.u32(9) + GGUFSketch.u64(1)))
    },
    GGUFFault("an array longer than the file", .tooMany) {
      $0.values.append(("array", 9, GGUFSketch.u32(0) + GGUFSketch.u64(.max)))
    },
    GGUFFault("an unknown type of value", .valueType) { $0.values.append(("value", 13, [])) },
    GGUFFault("a key twice", .duplicateName) { $0.values.append($0.values[0]) },
    GGUFFault("a text longer than the file", .tooMany) {
      $0.values.append(("text", 8, GGUFSketch.u64(1 << 40)))
    },
    GGUFFault("a text that is not UTF-8", .invalidText) {
      $0.values.append(("text", 8, GGUFSketch.u64(2) + [0xC0, 0x80]))
    },
    GGUFFault("a quantised type", .unsupportedType) { $0.tensors[0].type = 2 },
    GGUFFault("an unknown type", .elementType) { $0.tensors[0].type = 4_711 },
    GGUFFault("a tensor twice", .duplicateTensor) { $0.tensors[1].name = "layers.0.weight" },
    GGUFFault("labels that are no JSON", .jsonSyntax) {
      $0.values.append(("mnistkit.labels", 8, GGUFSketch.text(#"["a","b",]"#)))
    },
    GGUFFault("no sizes", .tensorShape) { $0.tensors[0].sizes = [] },
    GGUFFault("five sizes", .tensorShape) { $0.tensors[0].sizes = [1, 1, 1, 1, 1] },
    GGUFFault("a size of 0", .emptyTensor) { $0.tensors[0].sizes = [0, 2] },
    GGUFFault("sizes whose product wraps to 4", .elementCount) {
      $0.tensors[0].sizes = [4_194_305, 4_194_305, 211_106_198_978_564]
    },
    GGUFFault("a size of 2^64-1", .elementCount) { $0.tensors[0].sizes = [.max] },
    GGUFFault("an offset that wraps", .tensorPastEnd) { $0.tensors[1].offset = .max - 31 },
    GGUFFault("an offset past the end", .tensorPastEnd) { $0.tensors[1].offset = 64 },
    GGUFFault("an offset between two units", .tensorOffset) { $0.tensors[1].offset = 16 },
    GGUFFault("tensors that overlap", .tensorOverlap) { $0.tensors[1].offset = 0 },
    GGUFFault("a hole", .tensorHole) {
      $0.tensors[1].offset = 64
      $0.dataBytes = 72
    },
    GGUFFault("bytes behind the last tensor", .tensorHole) { $0.dataBytes = 65 },
    GGUFFault("no normalisation", .normalisationMissing) { $0.values.removeAll() },
    GGUFFault("no tensors", .notAPerceptron) {
      $0.tensors = []
      $0.dataBytes = 0
    },
  ]

  @Test("a bad file has an error of its own", arguments: faults)
  func fault(_ fault: GGUFFault) {
    var sketch = GGUFSketch()
    fault.change(&sketch)
    let error = #expect(throws: ModelExchangeError.self) {
      try ModelImport.decode(sketch.bytes, from: .gguf)
    }
    #expect(error?.code == fault.code, "\(error?.description ?? "")")
  }

  @Test("every cut of a file is refused")
  func cuts() throws {
    let bytes = try ModelExport.encode(SmallModels.float32, as: .gguf)
    // The padding behind the last tensor, 6 numbers, may be missing.
    let end = bytes.count - (64 - 24)
    for length in 0..<end {
      #expect(throws: ModelExchangeError.self, "cut at \(length)") {
        try ModelImport.decode(Array(bytes[..<length]), from: .gguf)
      }
    }
    #expect(throws: Never.self) { try ModelImport.decode(Array(bytes[..<end])) }
  }

  @Test("ten thousand damaged files are refused or read, and none traps", arguments: [1, 2])
  func mutations(_ seed: UInt64) throws {
    let bytes = try ModelExport.encode(SmallModels.all[Int(seed) - 1], as: .gguf)
    var mutations = SeededMutations(of: bytes, seed: seed)
    var refused = 0
    for _ in 0..<5_000 {
      do {
        _ = try ModelImport.decode(mutations.next(), from: .gguf)
      } catch {
        refused += 1
      }
    }
    #expect(refused > 1_000, "seed \(seed)")
  }
}
