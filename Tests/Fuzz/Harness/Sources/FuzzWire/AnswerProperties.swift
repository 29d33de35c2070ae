import Fuzzing
import WireProtocol

/// What holds for every answer that a client reads: refused with a located fault, or a value that
/// is written and read again as the same.
enum AnswerProperties {
  static func check(_ header: FrameHeader, _ payload: [UInt8]) {
    do throws(WireError) {
      try read(header, payload)
    } catch {
      // What is missing would begin where the frame ends.
      require(
        (0...header.frameByteCount).contains(error.offset),
        "\(error) lies in the frame of \(header.frameByteCount) bytes")
      requireOneLine(error.description)
    }
  }

  private static func read(_ header: FrameHeader, _ payload: [UInt8]) throws(WireError) {
    guard header.status == .ok, let opcode = header.opcode, opcode != .goaway else {
      let refusal = try Refusal(header: header, payload: payload)
      return require(refusal.payload == payload, "a refusal's text is its payload")
    }
    let count = header.itemCount
    switch opcode {
    case .hello:
      let answer = try HelloAnswer(decoding: payload, itemCount: count)
      require(
        (try? HelloAnswer(decoding: answer.payload, itemCount: answer.itemCount)) == answer,
        "HELLO's answer is read again")
    case .ping, .goaway: break
    case .drain: try header.checkEmptyAnswer()
    case .status:
      let status = try ServerStatus(decoding: payload)
      require((try? ServerStatus(decoding: status.payload)) == status, "STATUS is read again")
    case .stats:
      let statistics = try ServerStatistics(decoding: payload, itemCount: count)
      let again = try? ServerStatistics(
        decoding: statistics.payload, itemCount: statistics.itemCount)
      require(again == statistics, "STATS is read again")
    case .resolve:
      let resolution = try Resolution(decoding: payload, itemCount: count)
      let again = try? Resolution(decoding: resolution.payload, itemCount: resolution.itemCount)
      require(again == resolution, "RESOLVE's answer is read again")
    case .classify, .classifyDescriptor:
      let answer = try Classification(decoding: payload.span, itemCount: count)
      require(
        answer.labels.count == answer.layout.imageCount
          && answer.labels.allSatisfy { Int($0) < answer.layout.classes },
        "each image has one class")
    case .index, .load, .unload, .pin, .label, .rollback, .reload:
      let records = try ModelRecord.list(decoding: payload, itemCount: count)
      let again = try? ModelRecord.list(
        decoding: ModelRecord.payload(records), itemCount: count)
      require(again == records, "records are read again")
    }
  }
}
