import ByteCoding

/// A bounded cursor over one section, whose faults name section, field and offset in the file.
struct SectionReader {
  let entry: SectionEntry
  private var reader: ByteReader

  /// - Precondition: the entry lies within `file`.
  init(_ file: [UInt8], _ entry: SectionEntry) {
    self.entry = entry
    var whole = ByteReader(bytes: file)
    do {
      try whole.skip(entry.offset)
      reader = try whole.slice(entry.byteCount)
    } catch {
      preconditionFailure("section \(entry.type) is not within the file: \(error)")
    }
  }

  /// The offset in the file of the next byte.
  var position: Int { reader.position }
  /// The number of bytes left in the section.
  var remaining: Int { reader.remaining }

  mutating func u8(_ field: String) throws(ModelFileError) -> UInt8 {
    do { return try reader.u8() } catch { throw cut(field, error) }
  }

  mutating func u16(_ field: String) throws(ModelFileError) -> UInt16 {
    do { return try reader.u16(.little) } catch { throw cut(field, error) }
  }

  mutating func u32(_ field: String) throws(ModelFileError) -> UInt32 {
    do { return try reader.u32(.little) } catch { throw cut(field, error) }
  }

  mutating func u64(_ field: String) throws(ModelFileError) -> UInt64 {
    do { return try reader.u64(.little) } catch { throw cut(field, error) }
  }

  mutating func f32(_ field: String) throws(ModelFileError) -> Float {
    do { return try reader.f32(.little) } catch { throw cut(field, error) }
  }

  mutating func f32s(_ count: Int, _ field: String) throws(ModelFileError) -> [Float] {
    do { return try reader.f32s(count, .little) } catch { throw cut(field, error) }
  }

  mutating func bytes(_ count: Int, _ field: String) throws(ModelFileError) -> [UInt8] {
    do { return try reader.bytes(count) } catch { throw cut(field, error) }
  }

  /// A reserved field, which must be zero.
  mutating func reserved() throws(ModelFileError) {
    let offset = position
    let value = try u32("reserved")
    guard value == 0 else {
      throw fault(.reservedFieldNotZero, at: offset, "reserved", expected: "0", found: "\(value)")
    }
  }

  /// A text without its length: UTF-8 of allowed characters.
  mutating func text(
    _ byteCount: Int, _ field: String, lines: Bool = false
  ) throws(ModelFileError) -> String {
    let start = position
    let text: String
    do {
      text = try reader.utf8(byteCount)
    } catch .invalidUTF8 {
      throw fault(.invalidUTF8, at: start, field, expected: "UTF-8", found: "other bytes")
    } catch {
      throw cut(field, error)
    }
    guard let forbidden = text.unicodeScalars.first(where: { !$0.isAllowed(lines: lines) }) else {
      return text
    }
    throw fault(
      .forbiddenCharacter, at: start, field, expected: "no control or direction characters",
      found: quoted(String(forbidden)))
  }

  /// The fixed set of a name: `[a-z0-9_.]`.
  mutating func name(
    _ byteCount: Int, _ code: ModelFileError.Code, _ field: String
  ) throws(ModelFileError) -> String {
    let start = position
    let bytes = try bytes(byteCount, field)
    guard let name = TypedValues.name(bytes) else {
      throw fault(
        code, at: start, field, expected: "characters of [a-z0-9_.]",
        found: quoted(String(decoding: bytes, as: Unicode.ASCII.self)))
    }
    return name
  }

  /// Refuses bytes after the last field.
  func finish() throws(ModelFileError) {
    guard remaining == 0 else {
      throw fault(
        .sectionTrailingBytes, at: position, "section length",
        expected: "\(entry.byteCount - remaining) bytes", found: "\(entry.byteCount)")
    }
  }

  /// A fault in this section.
  func fault(
    _ code: ModelFileError.Code, at offset: Int, _ field: String, expected: String, found: String
  ) -> ModelFileError {
    ModelFileError(
      code, section: entry.type, at: offset, field: field, expected: expected, found: found)
  }

  private func cut(_ field: String, _ error: ByteCodingError) -> ModelFileError {
    guard case .truncated(let offset, let needed, let available) = error else {
      return fault(.sectionCut, at: error.offset, field, expected: "bytes", found: "\(error)")
    }
    return fault(
      .sectionCut, at: offset, field, expected: "\(needed) bytes", found: "\(available)")
  }
}

extension Unicode.Scalar {
  /// Whether a text in a file may hold this character.
  ///
  /// Control characters reach the terminal that prints the text, and direction characters make it
  /// look like another one.
  package func isAllowed(lines: Bool) -> Bool {
    switch value {
    case 0x09, 0x0A: lines
    case 0x00...0x1F, 0x7F...0x9F: false
    case 0x061C, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069, 0xFEFF: false
    default: true
    }
  }
}
