import Gzip
import ModelFile

extension BadFiles {
  /// Faults of the first bytes: requirements A.
  static func signature() throws -> [BadFile] {
    let good = try Golden.smallest.bytes()
    let swapped = { (size: Int) in
      stride(from: 0, to: good.count, by: size).flatMap { good[$0..<$0 + size].reversed() }
    }
    let lossy = good.flatMap { $0 < 0x80 ? [$0] : [0xEF, 0xBF, 0xBD] }
    let latin = good.flatMap { $0 < 0x80 ? [$0] : [0xC0 | $0 >> 6, 0x80 | $0 & 0x3F] }
    let page = Array("\n<!DOCTYPE html><title>404</title>\n".utf8)
    let pointer = Array("version https://git-lfs.github.com/spec/v1\nsize 832\n".utf8)
    return [
      BadFile("empty", .emptyFile, at: 0, []),
      BadFile("magic-cut", .magicCut, at: 3, Array(good.prefix(3))),
      BadFile("cut-at-control-z", .cutAtControlZ, at: 6, Array(good.prefix(6))),
      BadFile("crlf-to-lf", .lineEndsShortened, at: 0, replaced(good, [0x0D, 0x0A], [0x0A])),
      BadFile("lf-to-crlf", .lineEndsLengthened, at: 0, replaced(good, [0x0A], [0x0D, 0x0A])),
      BadFile("cr-to-lf", .lineEndsExchanged, at: 0, replaced(good, [0x0D], [0x0A])),
      BadFile("lf-to-cr", .lineEndsExchanged, at: 0, replaced(good, [0x0A], [0x0D])),
      BadFile("seven-bits", .highBitStripped, at: 0, good.map { $0 & 0x7F }),
      BadFile("latin-1-to-utf-8", .textReencoded, at: 0, latin),
      BadFile("replacement-characters", .textReencoded, at: 0, lossy),
      BadFile("question-marks", .textReencoded, at: 0, good.map { $0 < 0x80 ? $0 : 0x3F }),
      BadFile("bytes-swapped", .byteSwapped, at: 0, swapped(2)),
      BadFile("words-swapped", .byteSwapped, at: 0, swapped(4)),
      BadFile("long-words-swapped", .byteSwapped, at: 0, swapped(8)),
      BadFile("gzip", .compressed, at: 0, [0x1F, 0x8B, 8, 0] + good.prefix(20)),
      BadFile("zip", .compressed, at: 0, [0x50, 0x4B, 3, 4] + good.prefix(20)),
      BadFile("zstd", .compressed, at: 0, [0x28, 0xB5, 0x2F, 0xFD] + good.prefix(20)),
      BadFile("error-object", .textDocument, at: 0, Array("{ \"error\": 404 }".utf8)),
      BadFile("web-page", .textDocument, at: 0, page),
      BadFile("git-lfs-pointer", .largeFilePointer, at: 0, pointer),
      BadFile("gguf", .otherFormat, at: 0, Array("GGUF".utf8) + [3, 0, 0, 0]),
      BadFile("noise", .unknownFormat, at: 0, Array("no model at all".utf8)),
    ]
  }

  /// Faults of the header: requirements B.
  static func header() throws -> [BadFile] {
    let good = try Golden.smallest.bytes()
    return [
      BadFile("magic-only", .headerCut, at: 8, Array(good.prefix(8))),
      BadFile("cut", .fileCut, at: 822, good.dropLast(10)),
      BadFile("one-byte-more", .trailingBytes, at: 832, good + [0]),
      BadFile("second-model", .trailingBytes, at: 832, good + good),
      BadFile("zip-appended", .trailingBytes, at: 832, good + [0x50, 0x4B, 3, 4, 20, 0, 0, 0]),
      try header("byte-order", .byteOrder, 16, 0x0403_0201, 4),
      try header("major-0", .unsupportedMajor, 8, 0, 2),
      try header("major-2", .unsupportedMajor, 8, 2, 2),
      try BadFile("reader-minimum-2", .unsupportedReaderMinimum) { file in
        file.put(10, 2, 2)
        file.put(12, 2, 2)
        return 12
      },
      try header("reader-minimum-above-minor", .readerMinimumAboveMinor, 12, 1, 2),
      try header("length-0", .trailingBytes, 24, 0, 8, at: 0),
      try header("length-max", .fileCut, 24, .max, 8, at: 832),
      try BadFile("header-checksum", .headerChecksum, sealed: false) { file in
        file.put(60, 0, 4)
        return 60
      },
      try header("reserved-14", .reservedNotZero, 15, 1, 1),
      try header("reserved-48", .reservedNotZero, 59, 1, 1),
      try header("alignment-0", .alignment, 20, 0, 4),
      try header("alignment-13", .alignment, 20, 13, 4),
      try header("alignment-2-31", .alignment, 20, 1 << 31, 4),
      try header("no-sections", .sectionCount, 32, 0, 4),
      try header("sections-65", .sectionCount, 32, 65, 4),
      try header("sections-max", .sectionCount, 32, 0xFFFF_FFFF, 4),
      try header("table-offset", .tableOffset, 40, 128, 8),
      try header("table-offset-0", .tableOffset, 40, 0, 8),
      try header("table-offset-65", .tableOffset, 40, 65, 8),
      try header("table-offset-past-end", .tableOffset, 40, 1 << 40, 8),
      try header("table-past-end", .tablePastEnd, 32, 64, 4),
      try BadFile("table-checksum", .tableChecksum, sealed: false) { file in
        file.put(36, 0, 4)
        file.sealHeader()
        return 36
      },
    ]
  }

  /// Faults of the section table, the layout and the trailer: requirements C.
  static func layout() throws -> [BadFile] {
    [
      try type("type-not-letters", .sectionTypeNotLetters, [0x41, 0x52, 0x31, 0x48]),
      try type("type-reserved", .sectionTypeReserved, Array("ARcH".utf8)),
      try BadFile("duplicate-section", .duplicateSection) { file in
        file.sections.insert(file.sections[0], at: 1)
        file.assemble()
        return 96
      },
      try BadFile("section-order", .sectionOrder) { file in
        file.sections.swapAt(0, 1)
        file.assemble()
        return 96
      },
      try BadFile("section-after-data", .sectionOrder) { file in
        file["TEXT"] = [1]
        file.assemble()
        return file.entry("TEXT")
      },
      try entry("flags", .reservedNotZero, 6, 1, 1),
      try entry("entry-reserved", .reservedNotZero, 28, 1, 1),
      try entry("section-unaligned", .sectionUnaligned, 8, 321, 8),
      try entry("section-offset-past-end", .sectionPastEnd, 8, 1 << 63, 8),
      try entry("section-length-wraps", .sectionPastEnd, 16, .max - 255, 8),
      try entry("section-length-past-end", .sectionPastEnd, 16, 449, 8),
      try entry("section-overlaps-header", .sectionOverlap, 8, 0, 8),
      try entry("section-overlaps-table", .sectionOverlap, 8, 64, 8),
      try entry("section-overlaps-section", .sectionOverlap, 8, 256, 8),
      try entry("hole", .hole, 8, 384, 8),
      try BadFile("places-exchanged", .hole) { file in
        // ARCH and NORM have one length, so that only their places are wrong.
        file.put(file.entry("ARCH") + 8, UInt64(file.offset("NORM")), 8)
        file.put(file.entry("NORM") + 8, UInt64(file.offset("ARCH")), 8)
        return file.entry("ARCH") + 8
      },
      try entry("section-empty", .sectionEmpty, 16, 0, 8),
      try BadFile("hole-before-trailer", .hole) { file in
        let end = file.offset("DATA") + file["DATA"].count
        file.insert([UInt8](repeating: 0, count: 64), at: file.trailer)
        file.put(24, UInt64(file.bytes.count), 8)
        file.put(file.trailer + 32, UInt64(file.bytes.count), 8)
        return end
      },
      try trailer("end-magic", .endMagic, 63),
      try trailer("trailer-length", .trailerLength, 32),
      try trailer("trailer-reserved", .reservedNotZero, 55),
      try BadFile("padding", .paddingNotZero) { file in
        file.put(file.offset("LABL") + 12, 1, 1)
        return file.offset("LABL") + 12
      },
      try BadFile("section-checksum", .sectionChecksum, sealed: false) { file in
        file.put(file.offset("LABL") + 10, 0x62, 1)
        return file.offset("LABL")
      },
      try BadFile("file-digest", .fileDigest, sealed: false) { file in
        file.put(file.trailer, 0, 1)
        return file.trailer
      },
    ]
  }

  private static func header(
    _ name: String, _ code: ModelFileError.Code, _ field: Int, _ value: UInt64, _ count: Int,
    at offset: Int? = nil
  ) throws -> BadFile {
    try BadFile(name, code) { file in
      file.put(field, value, count)
      return offset ?? field
    }
  }

  private static func type(
    _ name: String, _ code: ModelFileError.Code, _ letters: [UInt8]
  ) throws -> BadFile {
    try BadFile(name, code) { file in
      file.put(64, letters)
      return 64
    }
  }

  /// A fault in the second entry, that of `LABL`.
  private static func entry(
    _ name: String, _ code: ModelFileError.Code, _ field: Int, _ value: UInt64, _ count: Int
  ) throws -> BadFile {
    try BadFile(name, code) { file in
      file.put(96 + field, value, count)
      return 96 + field
    }
  }

  private static func trailer(
    _ name: String, _ code: ModelFileError.Code, _ field: Int
  ) throws -> BadFile {
    try BadFile(name, code) { file in
      let offset = file.trailer + field
      file.put(offset, 1, 1)
      return code == .endMagic ? file.trailer + 56 : offset
    }
  }

  private static func replaced(_ bytes: [UInt8], _ old: [UInt8], _ new: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    var rest = bytes[...]
    while let first = rest.first {
      if rest.starts(with: old) {
        result += new
        rest = rest.dropFirst(old.count)
      } else {
        result.append(first)
        rest = rest.dropFirst()
      }
    }
    return result
  }
}
