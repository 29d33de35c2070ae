import ModelFile

/// The corpus of files that must be refused, one or more for each error.
///
/// `MNISTKIT_WRITE_FIXTURES=1 swift test --filter ModelFileTests` writes the ones that are not in
/// `Tests/Fixtures/model-file/bad` yet, with their verdicts in `expected.tsv`.
enum BadFiles {
  static func all() throws -> [BadFile] {
    try signature() + header() + layout() + sections() + network() + tensors() + values()
      + numbers() + quantisedNetwork() + quantisedNumbers()
  }

  /// Errors without a file, because it would be large, and the test of `SectionRuleTests` that shows
  /// each.
  static let withoutFile: [ModelFileError.Code: String] = [
    .fileTooLarge: "error 100: a file above the limit is refused before anything is read",
    .headTooLarge: "error 223: sections before the tensors are limited together",
  ]

  /// The verdicts as a table of tab-separated values.
  static func table() throws -> String {
    let rows = try all().map { file in
      let kind = file.isCheckpoint ? "checkpoint" : "model"
      return "\(file.name).mlp\t\(kind)\t\(file.code.rawValue)\t\(file.offset)\n"
    }
    return "file\tread as\terror\toffset\n" + rows.joined()
  }

  /// The messages as a table of tab-separated values.
  static func messages() throws -> String {
    let rows = try all().map { "\($0.name).mlp\t\($0.verdict()?.description ?? "accepted")\n" }
    return "file\tmessage\n" + rows.joined()
  }

  /// A fault in a number of a section.
  static func field(
    _ name: String, _ code: ModelFileError.Code, in golden: Golden = .smallest,
    _ section: String, _ field: Int, _ value: UInt64, _ count: Int = 4, at offset: Int? = nil
  ) throws -> BadFile {
    try BadFile(name, code, golden) { file in
      file.put(file.offset(section) + field, value, count)
      return file.offset(section) + (offset ?? field)
    }
  }

  /// A section replaced by other bytes.
  static func section(
    _ name: String, _ code: ModelFileError.Code, in golden: Golden = .smallest,
    _ section: String, _ bytes: [UInt8], at offset: Int
  ) throws -> BadFile {
    try BadFile(name, code, golden) { file in
      file[section] = bytes
      file.assemble()
      return file.offset(section) + offset
    }
  }
}
