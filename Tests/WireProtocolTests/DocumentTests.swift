import Testing
import WireProtocol

/// The document is the authority, so code and document must say the same.
@Suite("The protocol document")
struct DocumentTests {
  private let document: Document

  init() throws { document = try Document() }

  @Test("the opcodes are those of the code, with the sockets that take them")
  func opcodes() throws {
    let rows = try document.table("| opcode | name | socket | flags | changes something |")
    let coded = Opcode.allCases.map { opcode in
      let sockets = SocketKind.allCases.filter { opcode.isAllowed(on: $0) }
      let socket = sockets.count == 1 ? "\(sockets[0])" : "both"
      return [
        Transcript.hexadecimal([opcode.rawValue]), "\(opcode)",
        opcode == .goaway ? "both, only from the server" : socket,
        opcode.knownFlags == 0 ? "none" : "section 5.4",
        sockets == [.control] ? "yes" : "no",
      ]
    }
    #expect(rows.map { [String($0[0].dropFirst(3).dropLast())] + $0.dropFirst() } == coded)
  }

  @Test("the statuses are those of the code, with the rule for another attempt")
  func statuses() throws {
    let rows = try document.table("| status | name | meaning | retry |")
    #expect(
      rows.map { [$0[0], $0[1], $0[3]] }
        == Status.allCases.map { ["\($0.rawValue)", "\($0)", "\($0.retryRule)"] })
  }

  @Test("the limits are those of the code, with their defaults and what may be announced")
  func limits() throws {
    let rows = try document.table("| number | name | limits | default | allowed |")
    let hello = HelloAnswer(
      socket: .data, features: [], bootID: [UInt8](repeating: 0, count: 16),
      limits: ServerLimits(), build: "")
    let transcript = try Transcript(
      answer: FrameHeader(request: .hello, id: 1).answer(itemCount: hello.itemCount),
      payload: hello.payload)
    let announced = transcript.fields.first { $0.key == "limits" }?.value.split(separator: " ")
    #expect(announced?.map(String.init) == rows.map { "\($0[0])=\(DocumentTests.number($0[3]))" })

    for (index, row) in rows.enumerated() {
      let allowed = DocumentTests.range(row[4], default: DocumentTests.number(row[3]))
      func isAllowed(_ value: UInt64) -> Bool {
        var payload = hello.payload
        // Limit 4 is at least limit 1, so it is raised with it.
        for number in index == 0 ? [0, 3] : [index] {
          for byte in 0..<8 {
            payload[32 + 16 * number + byte] = UInt8(truncatingIfNeeded: value >> (8 * byte))
          }
        }
        return (try? HelloAnswer(decoding: payload, itemCount: hello.itemCount)) != nil
      }
      #expect(isAllowed(allowed.lowerBound), "\(row)")
      #expect(isAllowed(allowed.upperBound), "\(row)")
      #expect(allowed.lowerBound == 0 || !isAllowed(allowed.lowerBound - 1), "\(row)")
      #expect(allowed.upperBound == .max || !isAllowed(allowed.upperBound + 1), "\(row)")
    }
  }

  /// A number with commas between its thousands.
  private static func number(_ text: some StringProtocol) -> UInt64 {
    UInt64(String(text.filter(\.isNumber))) ?? 0
  }

  /// What the column of allowed values says.
  private static func range(_ text: String, default value: UInt64) -> ClosedRange<UInt64> {
    let words = text.split(separator: " ")
    if text == "at least limit 1" { return value...UInt64.max }
    if words.contains("to") { return number(words[0])...number(words[2]) }
    return number(text)...UInt64.max
  }

  @Test("states, flags and features have the numbers of the code")
  func numbers() throws {
    #expect(
      try document.table("| state | name | meaning |").map { [$0[0], $0[1]] }
        == ModelRecord.State.allCases.map { ["\($0.rawValue)", "\($0)"] })
    let flags = try document.table("| bit of the flags | name | meaning |")
    #expect(flags.map { $0[1] } == ["`probabilities`", "`logits`", "`top-k`", "`bulk`"])
    let options: [ClassifyOptions] = [.probabilities, .logits, .topK, .bulk]
    #expect(flags.map { UInt16($0[0]).map { 1 << $0 } } == options.map(\.rawValue))
    #expect(try document.table("| bit | feature |")[0][0] == "0")
    #expect(Features.descriptors.rawValue == 1)
  }

  @Test("the worked example of HELLO is what the code writes and reads")
  func hello() throws {
    let dumps = try document.dumps()
    #expect(dumps.count == 4)
    let request = HelloRequest(client: "demo 1", features: .descriptors)
    let payload = request.payload
    let header = FrameHeader(request: .hello, id: 1, payloadByteCount: payload.count)
    #expect(header.frame(payload) == dumps[0])
    let answer = HelloAnswer(
      socket: .data, features: .descriptors, bootID: Array(0x10...0x1F), limits: ServerLimits(),
      build: "mnistd 1.0")
    let answerHeader = header.answer(
      itemCount: answer.itemCount, payloadByteCount: answer.payload.count,
      durationMicroseconds: 12)
    #expect(answerHeader.frame(answer.payload) == dumps[1])

    var decoder = FrameDecoder(sender: .client)
    let found = try Exchange.frame(&decoder, dumps[0])
    #expect(found.header == header)
    #expect(try HelloRequest(decoding: Array(dumps[0][found.payload])) == request)
    var reader = FrameDecoder(sender: .server)
    let reply = try Exchange.frame(&reader, dumps[1])
    #expect(
      try HelloAnswer(
        decoding: Array(dumps[1][reply.payload]), itemCount: reply.header.itemCount) == answer)
  }

  @Test("the worked example of CLASSIFY is what the code writes and reads")
  func classify() throws {
    let dumps = try document.dumps()
    let request = ClassifyRequest(imageCount: 2, inputs: 1, options: [.logits, .topK], topK: 1)
    let header = request.header(id: 2, deadlineMicroseconds: 1_000)
    var head = [UInt8](repeating: 0, count: ClassifyRequest.headByteCount)
    var span = head.mutableSpan
    request.writeHead(to: &span, at: 0)
    #expect(header.frame(head + [0, 255]) == dumps[2])

    var decoder = FrameDecoder(sender: .server)
    let frame = try Exchange.frame(&decoder, dumps[3])
    let payload = Array(dumps[3][frame.payload])
    let answer = try Classification(
      decoding: payload.span, itemCount: frame.header.itemCount, answering: request)
    #expect(answer.labels == [0, 0])
    #expect(answer.ranked == [0, 0])
    #expect(answer.rankedProbabilities == [1, 1])
    #expect(answer.logits == [-0.5, 1.5])
    let layout = try request.layout(modelInputs: 1, classes: 1, limits: ServerLimits())
    #expect(layout == answer.layout)
    let written = header.answer(
      generation: 1, itemCount: 2, payloadByteCount: layout.byteCount, durationMicroseconds: 7)
    #expect(written.frame(AnswerWriter.payload(answer, tile: 2)) == dumps[3])
  }
}
