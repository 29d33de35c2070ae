extension ClassificationLayout {
  /// Reads the head of an answer and checks it against the answer's length and the request.
  init(
    reading payload: Span<UInt8>, itemCount: UInt32, answering request: ClassifyRequest?
  ) throws(WireError) {
    guard itemCount > 0, request.map({ $0.imageCount == Int(itemCount) }) ?? true else {
      throw WireError(
        .badArgument, at: 20, .itemCount,
        expected: request.map { .exactly(UInt64($0.imageCount)) } ?? .atLeast(1),
        found: UInt64(itemCount))
    }
    let head = ClassifyRequest.headByteCount
    guard payload.count >= head else {
      throw WireError(
        .badArgument, at: 24, .payloadByteCount, expected: .atLeast(UInt64(head)),
        found: payload.count)
    }
    let classes = payload.u32(at: 0)
    guard (1...UInt32(WireFormat.classLimit)).contains(classes) else {
      throw WireError(
        .badArgument, at: 32, .classes, expected: .between(1, UInt64(WireFormat.classLimit)),
        found: UInt64(classes))
    }
    let topK = payload.u16(at: 4)
    let options = ClassifyOptions(rawValue: payload.u16(at: 6))
    guard options.contains(.topK) == (topK > 0), UInt32(topK) <= classes,
      request.map({ $0.topK == Int(topK) }) ?? true
    else {
      throw WireError(
        .badArgument, at: 36, .topK,
        expected: request.map { .exactly(UInt64($0.topK)) } ?? .atMost(UInt64(classes)),
        found: UInt64(topK))
    }
    guard options.isSubset(of: ClassifyOptions.all.subtracting(.bulk)),
      request.map({ $0.options.subtracting(.bulk) == options }) ?? true
    else {
      throw WireError(
        .badArgument, at: 38, .flags, expected: .words(.knownFlags),
        found: UInt64(options.rawValue))
    }
    let layout = ClassificationLayout(
      imageCount: Int(itemCount), classes: Int(classes), topK: Int(topK), options: options)
    guard payload.count == layout.byteCount else {
      throw WireError(
        .badArgument, at: 24, .payloadByteCount, expected: .exactly(UInt64(layout.byteCount)),
        found: payload.count)
    }
    self = layout
  }
}
