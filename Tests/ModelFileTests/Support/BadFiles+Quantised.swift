import ModelFile

/// Faults that only a network in 8-bit integers can have: version 1.1.
extension BadFiles {
  /// Kind, activations and types of tensors.
  static func quantisedNetwork() throws -> [BadFile] {
    [
      try BadFile("quantised-reader-minimum-0", .networkKind, .quantised) { file in
        file.put(12, 0, 2)
        return file.offset("ARCH")
      },
      try field("network-kind-3", .networkKind, in: .quantised, "ARCH", 0, 3),
      try field("hidden-activation", .hiddenActivation, in: .quantised, "ARCH", 24, 0),
      try tensorType("tensor-type-f16", .tensorType, "layers.0.scale", 2),
      try tensorType("bias-type", .tensorTypeMismatch, "layers.0.bias", 1),
      try tensorType("scale-type", .tensorTypeMismatch, "layers.1.scale", 6),
      try tensorType("scale-input-type", .tensorTypeMismatch, "layers.1.scale_input", 6),
      try BadFile("weight-type", .tensorTypeMismatch, .quantised) { file in
        // The last tensor may grow without moving another.
        file["DATA"] += [UInt8](repeating: 0, count: 36)
        file.assemble()
        let row = file.row("layers.2.weight")
        file.put(row + 2, 6, 1)
        file.put(row + 24, 48, 8)
        return row + 2
      },
      try BadFile("type-and-shape", .tensorTypeMismatch, .quantised) { file in
        let row = file.row("layers.0.bias")
        file.put(row + 2, [1, 2])
        file.put(row + 8, 1, 4)
        return row + 2
      },
      try BadFile("weight-byte-count", .tensorByteCount, .quantised) { file in
        let row = file.row("layers.2.weight")
        file.put(row + 24, 48, 8)
        return row + 24
      },
    ]
  }

  /// Numbers outside the ranges of a quantised network: requirements E 58 and 59.
  static func quantisedNumbers() throws -> [BadFile] {
    let scale = "layers.1.scale"
    return [
      try BadFile("pixel-scale", .scaleRange, .quantised) { file in
        file.put(file.offset("NORM") + 24, UInt64(Float(3e38).bitPattern), 4)
        return file.offset("NORM") + 24
      },
      try BadFile("weight-minus-128", .weightRange, .quantised) { file in
        file.put(file.elements("layers.2.weight") + 7, 0x80, 1)
        return file.elements("layers.2.weight") + 7
      },
      try element("bias-above-limit", .biasRange, "layers.1.bias", 3, 16_777_217),
      try element("bias-below-limit", .biasRange, "layers.1.bias", 2, 0xFEFF_FFFF),
      try element("bias-least", .biasRange, "layers.2.bias", 0, 0x8000_0000),
      try element("scale-0", .scaleRange, scale, 1, 0),
      try element("scale-negative", .scaleRange, scale, 1, 0xBF80_0000),
      try element("scale-subnormal", .scaleRange, scale, 3, 0x007F_FFFF),
      try element("scale-nan", .notFinite, scale, 2, 0x7FC0_0000),
      try element("scale-infinite", .notFinite, scale, 0, 0x7F80_0000),
      try element("scale-negative-zero", .negativeZero, scale, 1, 0x8000_0000),
      try element("scale-input-0", .scaleRange, "layers.2.scale_input", 0, 0),
      try element("scale-input-negative-zero", .negativeZero, "layers.2.scale_input", 0, 1 << 31),
      try BadFile("first-of-two-scales", .scaleRange, .quantised) { file in
        file.put(file.elements(scale) + 4, 0, 4)
        file.put(file.elements(scale) + 8, 0x7FC0_0000, 4)
        return file.elements(scale) + 4
      },
      // The product is subnormal, the quotient by the next layer's scale is not.
      try element("product-too-small", .multiplierRange, "layers.0.scale", 2, bits(0x1p-122)),
      try element("last-product-too-small", .multiplierRange, "layers.2.scale", 1, bits(0x1p-126)),
      try multiplier(
        "product-too-large", scaleInput: 0x1p100, ("layers.1.scale", 0, 0x1p100)),
      try multiplier(
        "multiplier-too-small", scaleInput: 0x1p60, ("layers.0.scale", 3, 0x1p-100)),
      try multiplier(
        "multiplier-too-large", scaleInput: 0x1p-110, ("layers.0.scale", 4, 0x1p30)),
      try BadFile("quantised-self-test", .selfTestMismatch, .quantised) { file in
        file.put(file.offset("sELF") + 16 + 4 * 5, 0x3F80_0000, 4)
        return file.offset("sELF") + 16 + 4 * 5
      },
    ]
  }

  private static func bits(_ number: Float) -> UInt64 { UInt64(number.bitPattern) }

  private static func tensorType(
    _ name: String, _ code: ModelFileError.Code, _ tensor: String, _ type: UInt64
  ) throws -> BadFile {
    try BadFile(name, code, .quantised) { file in
      file.put(file.row(tensor) + 2, type, 1)
      return file.row(tensor) + 2
    }
  }

  /// A fault in an element of 32 bits.
  private static func element(
    _ name: String, _ code: ModelFileError.Code, _ tensor: String, _ index: Int, _ value: UInt64
  ) throws -> BadFile {
    try BadFile(name, code, .quantised) { file in
      file.put(file.elements(tensor) + 4 * index, value, 4)
      return file.elements(tensor) + 4 * index
    }
  }

  /// Scales that are legal one by one: those of layer 1's input and of one output.
  private static func multiplier(
    _ name: String, scaleInput: Float, _ scale: (tensor: String, output: Int, value: Float)
  ) throws -> BadFile {
    try BadFile(name, .multiplierRange, .quantised) { file in
      file.put(file.elements("layers.1.scale_input"), bits(scaleInput), 4)
      let place = file.elements(scale.tensor) + 4 * scale.output
      file.put(place, bits(scale.value), 4)
      return place
    }
  }
}
