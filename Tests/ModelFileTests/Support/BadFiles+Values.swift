import ModelFile

extension BadFiles {
  /// Faults of typed values, metrics and samples: requirements F.
  static func values() throws -> [BadFile] {
    [
      try section("no-values", .valueCount, in: .everything, "mETa", values([]), at: 0),
      try section(
        "values-4097", .valueCount, in: .everything, "mETa", [0x01, 0x10, 0, 0, 0, 0, 0, 0], at: 0),
      try section("key-empty", .keyLength, in: .everything, "mETa", values([("", 4, [1])]), at: 8),
      try section(
        "key-129", .keyLength, in: .everything, "mETa",
        values([(String(repeating: "k", count: 129), 4, [1])]), at: 8),
      try section(
        "key-character", .keyCharacter, in: .everything, "mETa", values([("Key", 4, [1])]), at: 9),
      try section(
        "key-twice", .duplicateKey, in: .everything, "mETa",
        values([("k", 4, [1]), ("k", 4, [1])]), at: 13),
      try section(
        "key-order", .keyOrder, in: .everything, "mETa", values([("l", 4, [1]), ("k", 4, [1])]),
        at: 13),
      try section(
        "value-type-0", .valueType, in: .everything, "mETa", values([("k", 0, [])]), at: 10),
      try section(
        "value-type-9", .valueType, in: .everything, "mETa", values([("k", 9, [])]), at: 10),
      try section("boolean-2", .boolean, in: .everything, "mETa", values([("k", 4, [2])]), at: 11),
      try section(
        "text-past-end", .sectionCut, in: .everything, "mETa",
        values([("k", 5, [0xFF, 0xFF, 0xFF, 0xFF, 0x61])]), at: 15),
      try section(
        "list-past-end", .sectionCut, in: .everything, "mETa",
        values([("k", 8, [0xFF, 0xFF, 0xFF, 0xFF])]), at: 15),
      try section(
        "text-escape", .forbiddenCharacter, in: .everything, "mETa",
        values([("k", 5, [4, 0, 0, 0, 0x1B, 0x5B, 0x32, 0x4A])]), at: 15),
      try section(
        "double-nan", .number, in: .everything, "mETa",
        values([("k", 3, [0, 0, 0, 0, 0, 0, 0xF8, 0x7F])]), at: 11),
      try section(
        "double-negative-zero", .number, in: .everything, "mETa",
        values([("k", 3, [0, 0, 0, 0, 0, 0, 0, 0x80])]), at: 11),
      try section(
        "generator-boolean", .wrongValueType, in: .everything, "pROV",
        values([("generator", 4, [1])]), at: 18),
      try section(
        "digest-31", .digestLength, in: .everything, "pROV",
        values([
          ("derived_from", 6, [31, 0, 0, 0] + [UInt8](repeating: 7, count: 31)),
          ("generator", 5, [1, 0, 0, 0, 0x61]),
        ]), at: 22),
      try section(
        "count-2-53", .countTooLarge, in: .everything, "pROV",
        values([
          ("generator", 5, [1, 0, 0, 0, 0x61]),
          ("results.best_epoch", 1, [0, 0, 0, 0, 0, 0, 0x20, 0]),
        ]), at: 44),
      try section(
        "no-generator", .missingKey, in: .everything, "pROV", values([("k", 4, [1])]), at: 0),
      try section(
        "half-a-group", .missingKey, in: .everything, "pROV",
        values([
          ("generator", 5, [1, 0, 0, 0, 0x61]),
          ("results.best_epoch", 1, [1, 0, 0, 0, 0, 0, 0, 0]),
        ]), at: 0),
      try section("card-escape", .forbiddenCharacter, in: .everything, "cARd", [0x1B], at: 0),
      try field("no-samples", .sampleCount, in: .everything, "sELF", 0, 0),
      try field("samples-65", .sampleCount, in: .everything, "sELF", 0, 65),
      try field("sample-pixels", .sampleShape, in: .everything, "sELF", 4, 7),
      try field("sample-logits", .sampleShape, in: .everything, "sELF", 8, 10),
    ]
  }

  /// Numbers that have no place in a file, and outputs that are not the recorded ones:
  /// requirements E and G 76.
  static func numbers() throws -> [BadFile] {
    [
      try field("deviation-0", .normalisation, "NORM", 24, 0, at: 20),
      try field("deviation-negative", .normalisation, "NORM", 24, 0xBF80_0000, at: 20),
      try field("deviation-subnormal", .normalisation, "NORM", 24, 1, at: 20),
      try BadFile("inputs-overflow", .normalisation) { file in
        file.put(file.offset("NORM") + 20, 0x7F00_0000, 4)
        file.put(file.offset("NORM") + 24, 0x0080_0000, 4)
        return file.offset("NORM") + 20
      },
      try field("mean-nan", .normalisation, "NORM", 20, 0x7FC0_0000),
      try field("mean-infinite", .normalisation, "NORM", 20, 0x7F80_0000),
      try field("mean-negative-zero", .normalisation, "NORM", 20, 0x8000_0000),
      try field("deviation-nan", .normalisation, "NORM", 24, 0x7FC0_0000, at: 20),
      try field("deviation-infinite", .normalisation, "NORM", 24, 0x7F80_0000, at: 20),
      try field("weight-quiet-nan", .notFinite, "DATA", 64, 0x7FC0_0000),
      try field("weight-signalling-nan", .notFinite, "DATA", 64, 0x7F80_0001),
      try field("weight-negative-nan", .notFinite, "DATA", 64, 0xFFC0_0000),
      try field("weight-infinite", .notFinite, "DATA", 64, 0x7F80_0000),
      try field("bias-negative-infinite", .notFinite, "DATA", 0, 0xFF80_0000),
      try field("weight-negative-zero", .negativeZero, "DATA", 64, 0x8000_0000),
      try metrics("accuracy-1.7", accuracy: 1.7, at: "accuracy"),
      try section(
        "accuracy-nan", .number, in: .everything, "eVAL",
        values([("accuracy", 3, little(Double.nan.bitPattern, 8))]), at: 18),
      try metrics("loss-negative", loss: -1, at: "loss"),
      try metrics("confusion-size", confusion: [4], at: "confusion"),
      try metrics("confusion-sum", confusion: [0, 0, 0, 0, 0, 0, 0, 0, 3], at: "confusion"),
      try field("logit-infinite", .notFinite, in: .everything, "sELF", 16, 0x7F80_0000),
      try BadFile("self-test-overflow", .selfTestMismatch) { file in
        // Input 2 times weight 3e38 is infinite, and no finite logit can have been recorded for it.
        let sample = [1, 1, 1, 0].flatMap { little($0, 4) } + little(0x3F80_0000, 4) + [255]
        file.sections.insert(("sELF", sample), at: 4)
        file.assemble()
        file.put(file.offset("NORM") + 24, UInt64(Float(0.5).bitPattern), 4)
        file.put(file.offset("DATA") + 64, UInt64(Float(3e38).bitPattern), 4)
        return file.offset("sELF") + 16
      },
      try field("self-test", .selfTestMismatch, in: .everything, "sELF", 20, 0x3F80_0000),
    ]
  }

  private static func metrics(
    _ name: String, accuracy: Double = 0.5, loss: Double = 1, confusion: [UInt64]? = nil,
    at key: String
  ) throws -> BadFile {
    var entries: [(String, UInt8, [UInt8])] = [("accuracy", 3, little(accuracy.bitPattern, 8))]
    if let confusion {
      entries.append(
        ("confusion", 7, little(UInt64(confusion.count), 4) + confusion.flatMap { little($0, 8) }))
    }
    entries.append(("count", 1, little(4, 8)))
    entries.append(("data.sha256", 6, little(32, 4) + [UInt8](repeating: 1, count: 32)))
    entries.append(("loss", 3, little(loss.bitPattern, 8)))
    let before = entries.prefix { $0.0 != key }.reduce(8) { $0 + 2 + $1.0.utf8.count + $1.2.count }
    return try section(
      name, .metricRange, in: .everything, "eVAL", values(entries), at: before + 2 + key.utf8.count)
  }

  private static func values(_ entries: [(String, UInt8, [UInt8])]) -> [UInt8] {
    entries.reduce(little(UInt64(entries.count), 4) + [0, 0, 0, 0]) { bytes, entry in
      bytes + [UInt8(entry.0.utf8.count)] + Array(entry.0.utf8) + [entry.1] + entry.2
    }
  }

  private static func little(_ value: UInt64, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: value >> UInt64(8 * $0)) }
  }
}
