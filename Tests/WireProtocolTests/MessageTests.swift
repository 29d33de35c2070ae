import Testing
import WireProtocol

@Suite("Messages")
struct MessageTests {
  @Test("references print as they were read")
  func references() throws {
    for text in ["a", "mnist@3", "mnist:stable", "mnist#01234567"] {
      #expect("\(try ModelReference(text))" == text)
    }
    #expect(try ModelReference("m@v1").selector == .version("v1"))
    #expect(try ModelReference("m:x").selector == .label("x"))
    #expect(throws: WireError.self) { try ModelReference("") }
  }

  @Test("a record is called as a reference names its model")
  func titles() throws {
    for (version, text) in [("", "mnist"), ("3", "mnist@3")] {
      let record = ModelRecord(name: "mnist", version: version, state: .serving)
      #expect(record.title == text)
      #expect("\(try ModelReference(record.title))" == text)
    }
  }

  @Test("a label request that no server would take cannot be made")
  func labels() throws {
    let model = try ModelReference("mnist@3")
    #expect(throws: WireError.self) { try LabelRequest(label: "", target: model) }
    let other = try ModelReference("mnist:stable")
    #expect(throws: WireError.self) { try LabelRequest(label: "x", target: other) }
    let request = try LabelRequest(label: "x", target: model)
    #expect(try LabelRequest(decoding: request.payload) == request)
  }

  @Test("limits that may not be announced are named")
  func limits() {
    var limits = ServerLimits()
    #expect(limits.objection == nil)
    limits.bytesInFlight = 1
    #expect(limits.objection?.hasPrefix("bytes in flight: expected 67108864 to ") == true)
    limits.frameBytes = 65_535
    #expect(
      limits.objection == "frame bytes: expected 65536 to 1073741824, found 65535")
  }

  @Test("a refusal's text is cut at the end of a character")
  func refusals() throws {
    let refusal = Refusal(.internal, text: String(repeating: "€", count: 400))
    #expect(refusal.payload.count == 1_023)
    let request = FrameHeader(request: .ping, id: 8)
    var decoder = FrameDecoder(sender: .server)
    let bytes = Refusal(.busy, retryMicroseconds: 250, text: "later").frame(answering: request)
    let frame = try Exchange.frame(&decoder, bytes)
    let found = try Refusal(header: frame.header, payload: Array(bytes[frame.payload]))
    #expect((found.status, found.retryMicroseconds, found.text) == (.busy, 250, "later"))
    #expect(frame.header.requestID == 8)
    let goaway = Refusal(.draining, text: "bye").goawayFrame()
    let last = try Exchange.frame(&decoder, goaway)
    #expect((last.header.opcode, last.header.requestID) == (.goaway, 0))
  }

  @Test("an unknown status is INTERNAL, and every status but OK has a rule for another attempt")
  func statuses() {
    #expect(Status(code: 16) == .internal)
    for status in Status.allCases {
      #expect(Status(code: status.rawValue) == status)
      #expect((status.retryRule == .none) == (status == .ok))
    }
  }
}
