import ModelFile

extension BadFiles {
  /// Sections that are not there, not known, too short or too long.
  static func sections() throws -> [BadFile] {
    let checkpoint = FileEditor(try Fixtures.bytes(Golden.checkpointFile))
    return [
      BadFile("checkpoint", .isCheckpoint, at: 64, checkpoint.bytes),
      try BadFile("model-as-checkpoint", .isNotCheckpoint, checkpoint: true) { _ in 64 },
      try BadFile("unknown-critical", .unknownCriticalSection) { file in
        file.sections.insert(("FUTR", [1]), at: 1)
        file.assemble()
        return file.entry("FUTR")
      },
      try BadFile("minor-1-unknown-critical", .unknownCriticalSection) { file in
        file.sections.insert(("FUTR", [1]), at: 1)
        file.assemble()
        file.put(10, 1, 2)
        return file.entry("FUTR")
      },
      try BadFile("minor-2-unknown-critical", .unknownCriticalSection) { file in
        file.sections.insert(("FUTR", [1]), at: 1)
        file.assemble()
        file.put(10, 2, 2)
        return file.entry("FUTR")
      },
      try BadFile("contents-exchanged", .reservedFieldNotZero) { file in
        // NORM's pixel order stands where ARCH has a reserved field.
        (file["ARCH"], file["NORM"]) = (file["NORM"], file["ARCH"])
        file.assemble()
        return file.offset("ARCH") + 12
      },
      try BadFile("missing-section", .missingSection) { file in
        file.sections.removeAll { $0.type == "LABL" }
        file.assemble()
        return 64
      },
      try BadFile("section-cut", .sectionCut) { file in
        file["ARCH"].removeLast()
        file.assemble()
        return file.offset("ARCH") + 28
      },
      try BadFile("section-too-long", .sectionTrailingBytes) { file in
        file["NORM"].append(0)
        file.assemble()
        return file.offset("NORM") + 32
      },
    ]
  }

  /// Faults of `ARCH`, `NORM` and `LABL`: requirements D 39 to 46.
  static func network() throws -> [BadFile] {
    [
      try field("network-kind", .networkKind, "ARCH", 0, 2),
      try field("loss", .lossKind, "ARCH", 4, 0),
      try field("no-layers", .layerCount, "ARCH", 8, 0),
      try field("layers-65", .layerCount, "ARCH", 8, 65),
      try field("arch-reserved", .reservedFieldNotZero, "ARCH", 12, 1),
      try field("layer-width-0", .layerWidth, "ARCH", 16, 0),
      try field("layer-width-65537", .layerWidth, "ARCH", 20, 65_537),
      try field("activation", .unknownActivation, "ARCH", 24, 7),
      try field("chain", .layersDoNotChain, in: .everything, "ARCH", 32, 4),
      try field("last-activation", .lastActivation, "ARCH", 24, 1),
      try field("rows-0", .inputShape, "NORM", 0, 0),
      try BadFile("pixels-above-limit", .inputShape) { file in
        file.put(file.offset("NORM"), 65_536, 4)
        file.put(file.offset("NORM") + 4, 2, 4)
        return file.offset("NORM")
      },
      try field("input-width", .inputWidth, "NORM", 4, 2, at: 0),
      try field("pixel-type", .pixelType, "NORM", 8, 0),
      try field("pixel-order", .pixelOrder, "NORM", 12, 2),
      try field("polarity", .polarity, "NORM", 16, 2),
      try field("label-count", .labelCount, "LABL", 0, 2),
      try field("label-empty", .labelLength, "LABL", 8, 0, 2),
      try field("label-65", .labelLength, "LABL", 8, 65, 2),
      try field("label-latin-1", .invalidUTF8, "LABL", 10, 0xE9, 1),
      try section("label-overlong", .invalidUTF8, "LABL", label([0xC1, 0xA1]), at: 10),
      try section("label-surrogate", .invalidUTF8, "LABL", label([0xED, 0xA0, 0x80]), at: 10),
      try field("label-nul", .forbiddenCharacter, "LABL", 10, 0, 1),
      try field("label-escape", .forbiddenCharacter, "LABL", 10, 0x1B, 1),
      try section("label-bidi", .forbiddenCharacter, "LABL", label([0xE2, 0x80, 0xAE]), at: 10),
      try section(
        "label-twice", .duplicateLabel, in: .everything, "LABL",
        [3, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0x61, 1, 0, 0x62, 1, 0, 0x61], at: 16),
    ]
  }

  private static func label(_ text: [UInt8]) -> [UInt8] {
    [1, 0, 0, 0, 0, 0, 0, 0, UInt8(text.count), 0] + text
  }

  /// Faults of `TDIR` and `DATA`: requirements D 43 to 52.
  static func tensors() throws -> [BadFile] {
    // The rows of the golden file: layers.0.bias at 40, layers.0.weight at 85.
    let (bias, weight) = (40, 85)
    return [
      try field("no-tensors", .tensorCount, "TDIR", 0, 0),
      try field("tensors-257", .tensorCount, "TDIR", 0, 257),
      try field("name-empty", .nameLength, "TDIR", bias, 0, 2),
      try field("name-129", .nameLength, "TDIR", bias, 129, 2),
      try field("tensor-type", .tensorType, "TDIR", bias + 2, 4, 1),
      try field("tensor-type-i4", .tensorType, "TDIR", bias + 2, 5, 1),
      try field("dimensions-0", .dimensionCount, "TDIR", bias + 3, 0, 1),
      try field("dimensions-3", .dimensionCount, "TDIR", bias + 3, 3, 1),
      try field("dimensions-255", .dimensionCount, "TDIR", bias + 3, 255, 1),
      try field("dimension-0", .dimension, "TDIR", weight + 4, 0),
      try field("dimension-65537", .dimension, "TDIR", weight + 8, 65_537),
      try field("dimension-max", .dimension, "TDIR", weight + 8, 0xFFFF_FFFF),
      try field("dimension-unused", .dimension, "TDIR", bias + 8, 1),
      try BadFile("elements", .elementCount) { file in
        let row = file.offset("TDIR") + weight
        file.put(row + 4, 65_536, 4)
        file.put(row + 8, 65_536, 4)
        return row + 4
      },
      try field("tensor-unaligned", .tensorUnaligned, "TDIR", weight + 16, 4, 8),
      try field("tensor-offset-past-end", .tensorPastEnd, "TDIR", weight + 16, 1 << 63, 8),
      try field("tensor-alias", .tensorOverlap, "TDIR", weight + 16, 0, 8),
      try BadFile("tensor-hole", .tensorHole) { file in
        file["DATA"] += [UInt8](repeating: 0, count: 128)
        file.assemble()
        file.put(file.offset("TDIR") + weight + 16, 128, 8)
        return file.offset("TDIR") + weight + 16
      },
      try field("tensor-one-byte-less", .tensorByteCount, "TDIR", weight + 24, 3, 8),
      try field("tensor-one-byte-more", .tensorByteCount, "TDIR", weight + 24, 5, 8),
      try BadFile("tensor-past-end", .tensorPastEnd) { file in
        let row = file.offset("TDIR") + weight
        file.put(row + 8, 2, 4)
        file.put(row + 24, 8, 8)
        return row + 24
      },
      try field("name-character", .nameCharacter, "TDIR", bias + 32, 0x4C, 1),
      try name("name-nul", [0], bias),
      try name("name-escape", [0x1B], bias),
      try name("name-latin-1", [0xE9], bias),
      try name("name-overlong", [0xC0, 0xAE], bias),
      try name("name-surrogate", [0xED, 0xA0, 0x80], bias),
      try name("name-bidi", [0xE2, 0x80, 0xAE], bias),
      try BadFile("name-twice", .duplicateName) { file in
        file["TDIR"].replaceSubrange(85..., with: file["TDIR"][40..<85])
        file.assemble()
        let row = file.offset("TDIR") + weight
        file.put(row + 16, 64, 8)
        return row + 32
      },
      try field("name-order", .nameOrder, "TDIR", bias + 32, 0x7A, 1, at: weight + 32),
      try BadFile("data-too-long", .dataTrailingBytes) { file in
        file["DATA"].append(0)
        file.assemble()
        return file.offset("DATA") + 68
      },
      try field(
        "unexpected-tensor", .unexpectedTensor, "TDIR", weight + 32 + 7, 0x31, 1,
        at: weight),
      try BadFile("extra-tensor", .unexpectedTensor) { file in
        // A third row like the first, under a name of its own, with elements of its own.
        file["TDIR"] += file["TDIR"][bias..<weight]
        file["TDIR"][0] = 3
        file["DATA"] += [UInt8](repeating: 0, count: 64)
        file.assemble()
        let row = file.offset("TDIR") + file["TDIR"].count - (weight - bias)
        file.put(row + 16, 128, 8)
        file.put(row + 32, Array("z".utf8))
        return row
      },
      try BadFile("tensor-shape", .tensorShape) { file in
        file["TDIR"][bias + 3] = 2
        file["TDIR"][bias + 8] = 1
        file.assemble()
        return file.offset("TDIR") + bias + 4
      },
      try BadFile("missing-tensor", .missingTensor) { file in
        file["TDIR"].removeSubrange(weight...)
        file["TDIR"][0] = 1
        file["DATA"].removeSubrange(4...)
        file.assemble()
        return file.offset("TDIR")
      },
      try BadFile("missing-bias", .missingTensor) { file in
        file["TDIR"].removeSubrange(bias..<weight)
        file["TDIR"][0] = 1
        file["DATA"].removeSubrange(..<64)
        file.assemble()
        file.put(file.offset("TDIR") + bias + 16, 0, 8)
        return file.offset("TDIR")
      },
      try BadFile("tensor-padding", .tensorPadding) { file in
        file.put(file.offset("DATA") + 63, 1, 1)
        return file.offset("DATA") + 63
      },
      try BadFile("tensors-digest", .tensorsDigest, sealed: false) { file in
        file.put(file.offset("TDIR") + 8, 0, 1)
        file.sealFile()
        return file.offset("TDIR") + 8
      },
    ]
  }

  /// A tensor's name that begins with other bytes.
  private static func name(_ name: String, _ bytes: [UInt8], _ row: Int) throws -> BadFile {
    try BadFile(name, .nameCharacter) { file in
      file.put(file.offset("TDIR") + row + 32, bytes)
      return file.offset("TDIR") + row + 32
    }
  }
}
