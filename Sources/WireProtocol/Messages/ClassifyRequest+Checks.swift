extension ClassifyRequest {
  /// Reads and checks a request: step 10 of `formats/wire-protocol.md`, section 9.
  ///
  /// The header and the first eight bytes of the payload are enough, so a server can refuse a large
  /// batch before the rest of it has come.
  ///
  /// - Parameters:
  ///   - header: a header that ``FrameHeader/checkedRequest(on:)`` has passed.
  ///   - payload: the payload, or its first eight bytes.
  ///   - limits: what the server allows.
  /// - Throws: the refusal.
  public init(
    header: FrameHeader, payload: Span<UInt8>, limits: borrowing ServerLimits
  ) throws(WireError) {
    let count = UInt64(header.itemCount)
    let payloadByteCount = UInt64(header.payloadByteCount)
    guard count > 0 else {
      throw WireError(.badShape, at: 20, .itemCount, expected: .atLeast(1), found: count)
    }
    guard count <= limits.imagesPerRequest else {
      throw WireError(
        .tooLarge, at: 20, .images, expected: .atMost(limits.imagesPerRequest), found: count)
    }
    guard payloadByteCount >= UInt64(Self.headByteCount), payload.count >= Self.headByteCount
    else {
      throw WireError(
        .badShape, at: 24, .payloadByteCount, expected: .atLeast(UInt64(Self.headByteCount)),
        found: payloadByteCount)
    }
    let inputs = UInt64(payload.u32(at: 0))
    guard inputs > 0 else {
      throw WireError(.badShape, at: 32, .inputs, expected: .atLeast(1), found: inputs)
    }
    let topK = payload.u16(at: 4)
    let wantsRanking = header.options.contains(.topK)
    guard wantsRanking == (topK > 0) else {
      throw WireError(
        .badArgument, at: 36, .topK, expected: wantsRanking ? .atLeast(1) : .exactly(0),
        found: UInt64(topK))
    }
    let reserved = payload.u16(at: 6)
    guard reserved == 0 else {
      throw WireError(
        .badArgument, at: 38, .reserved, expected: .exactly(0), found: UInt64(reserved))
    }
    // Both factors have 32 bits, so neither the product nor the sums can overflow.
    let inlineByteCount = UInt64(Self.headByteCount) + count * inputs
    let isDescriptor = header.code == Opcode.classifyDescriptor.rawValue
    let expected = isDescriptor ? UInt64(Self.headByteCount) : inlineByteCount
    guard payloadByteCount == expected else {
      throw WireError(
        .badShape, at: 24, .pixels, expected: .exactly(expected), found: payloadByteCount)
    }
    let padding = UInt64(WireFormat.alignment) - 1
    let frameByteCount = UInt64(WireFormat.headerByteCount) + (inlineByteCount + padding) & ~padding
    guard frameByteCount <= limits.frameBytes else {
      throw WireError(
        .tooLarge, at: 20, .imageByteCount, expected: .atMost(limits.frameBytes),
        found: frameByteCount)
    }
    self.init(
      options: header.options, imageCount: Int(header.itemCount), inputs: Int(inputs),
      topK: Int(topK))
  }

  /// Checks what only a model can tell: step 14 of section 9.
  ///
  /// - Returns: where the parts of the answer go.
  /// - Throws: the refusal.
  public func layout(
    modelInputs: Int, classes: Int, limits: borrowing ServerLimits
  ) throws(WireError) -> ClassificationLayout {
    guard inputs == modelInputs else {
      throw WireError(
        .badShape, at: 32, .inputs, expected: .exactly(UInt64(modelInputs)), found: inputs)
    }
    guard topK <= classes else {
      throw WireError(
        .badShape, at: 36, .topK, expected: .atMost(UInt64(classes)), found: topK)
    }
    let layout = ClassificationLayout(
      imageCount: imageCount, classes: classes, topK: topK, options: options)
    guard UInt64(layout.frameByteCount) <= limits.frameBytes else {
      throw WireError(
        .tooLarge, at: 20, .answerByteCount, expected: .atMost(limits.frameBytes),
        found: layout.frameByteCount)
    }
    return layout
  }
}
