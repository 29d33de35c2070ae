import ModelFile

extension ExchangeFormat {
  /// What a file is by its first bytes.
  ///
  /// safetensors has no magic: a file is taken for it where the brace of its header stands behind
  /// a length that is no longer than a header may be.
  init(detecting bytes: [UInt8]) throws(ModelExchangeError) {
    // White space, and what stands before a brace in encodings that JSON does not allow: the
    // reader of JSON says more about these than that they are unknown.
    let space: [UInt8] = [0x20, 0x09, 0x0A, 0x0D, 0xEF, 0xBB, 0xBF, 0xFE, 0xFF, 0x00]
    let brace = UInt8(ascii: "{")
    if bytes.starts(with: "GGUF".utf8) {
      self = .gguf
    } else if bytes.starts(with: ZipRecord.localHeader) {
      self = try ExchangeFormat.archive(bytes)
    } else if bytes.count > 8, bytes[8] == brace, bytes[4..<8].allSatisfy({ $0 == 0 }) {
      self = .safetensors
    } else if bytes.first(where: { !space.contains($0) }) == brace {
      self = .json
    } else if bytes.count > 2, bytes[0] == 0x08,
      ONNXImport.containerVersions.contains(Int64(bytes[1]))
    {
      // Field 1 of an ONNX model: the version of the container format as a variable-length integer,
      // which is one byte up to 127.
      self = .onnx
    } else if bytes.starts(with: "/* mnistkit: a multi-layer perceptron".utf8) {
      self = .c
    } else {
      throw ExchangeFormat.unknown(FileSignature.foreignName(bytes) ?? firstBytes(bytes))
    }
  }

  /// An npz archive by the name of its first member; the others are told apart by theirs.
  private static func archive(_ bytes: [UInt8]) throws(ModelExchangeError) -> ExchangeFormat {
    let nameLength = bytes.count >= 30 ? Int(bytes[26]) | Int(bytes[27]) << 8 : 0
    let name = String(decoding: bytes.dropFirst(30).prefix(nameLength), as: UTF8.self)
    if name.hasSuffix(".npy") { return .npz }
    if name.hasSuffix("data.pkl") { throw unknown("a PyTorch archive of pickled objects") }
    if ["metadata.json", "config.json", "model.weights.h5"].contains(name) {
      throw unknown("a Keras archive")
    }
    throw unknown("a ZIP archive that starts with \(escaped(name))")
  }

  private static func unknown(_ found: String) -> ModelExchangeError {
    ModelExchangeError(
      nil, .unknownFormat, at: 0, field: "first bytes",
      expected: allCases.filter(\.isImportable).map(\.rawValue).joined(separator: ", "),
      found: found)
  }
}

private func firstBytes(_ bytes: [UInt8]) -> String {
  bytes.isEmpty
    ? "an empty file"
    : bytes.prefix(8).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(separator: " ")
}
