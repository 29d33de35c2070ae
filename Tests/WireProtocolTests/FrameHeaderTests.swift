import Testing
import WireProtocol

@Suite("Headers")
struct FrameHeaderTests {
  /// A header in which every field and every byte of it differs.
  private let header: FrameHeader = {
    var header = FrameHeader(
      request: .classify, id: 0x0807_0605_0403_0201, options: [.logits, .bulk],
      handle: 0x1211_100F, itemCount: 0x1615_1413, payloadByteCount: 24,
      deadlineMicroseconds: 0x1E1D_1C1B)
    header.detail = 0xA1A0
    return header
  }()

  private func parse(_ bytes: [UInt8]) throws(WireError) -> FrameHeader {
    try FrameHeader(parsing: bytes.span, from: .client, frameByteLimit: 1 << 20)
  }

  @Test("what is written is what is read")
  func roundTrip() throws {
    let bytes = header.frame([UInt8](repeating: 1, count: 24))
    #expect(bytes.count == 56)
    #expect(try parse(bytes) == header)
    let ids = (
      FrameHeader.requestID(in: bytes.span), FrameHeader.requestID(in: bytes.span.extracting(..<31))
    )
    #expect(ids == (header.requestID, 0))
  }

  @Test("an answer names its request, and carries status and generation")
  func answers() throws {
    let answer = header.answer(.busy, generation: 5, itemCount: 6, durationMicroseconds: 7)
    #expect(answer.sender == .server)
    #expect(answer.opcode == .classify)
    #expect(answer.status == .busy)
    #expect(answer.requestID == header.requestID)
    #expect((answer.model, answer.itemCount, answer.microseconds) == (5, 6, 7))
    #expect(throws: WireError.self) { try parse(answer.frame()) }
  }

  @Test("a header cut anywhere is partial, and says how much is missing", arguments: 0..<56)
  func truncation(count: Int) throws {
    let bytes = Array(header.frame([UInt8](repeating: 1, count: 24)).prefix(count))
    var decoder = FrameDecoder(sender: .client, isOpen: true)
    guard case .partial(let found, let missing) = try decoder.next(in: bytes.span) else {
      Issue.record("\(count) bytes were taken for a frame")
      return
    }
    #expect(missing == (count < 32 ? 32 : 56) - count)
    #expect(found == (count < 32 ? nil : header))
  }

  @Test("a flipped bit changes its field alone, or is refused at its field", arguments: 0..<256)
  func bitFlips(bit: Int) throws {
    var bytes = header.frame([UInt8](repeating: 1, count: 24))
    bytes[bit / 8] ^= 1 << UInt8(bit % 8)
    switch bit / 8 {
    case 0..<4: expectFault(bytes, .badFrame, at: 0)
    case 4: expectFault(bytes, .badVersion, at: 4)
    case 5 where bit % 8 == 7: expectFault(bytes, .badFrame, at: 5)
    case 24..<28 where bit >= 24 * 8 + 20: expectFault(bytes, .tooLarge, at: 24)
    default:
      let found = try parse(bytes)
      #expect(found != header)
      var expected = header
      switch bit / 8 {
      case 5: expected.code = found.code
      case 6..<8: expected.detail = found.detail
      case 8..<16: expected.requestID = found.requestID
      case 16..<20: expected.model = found.model
      case 20..<24: expected.itemCount = found.itemCount
      case 24..<28: expected.payloadByteCount = found.payloadByteCount
      default: expected.microseconds = found.microseconds
      }
      #expect(found == expected)
    }
  }

  @Test("a first byte that is wrong is refused at once, and a right one is not")
  func earlyMagic() throws {
    for count in 1...4 {
      var decoder = FrameDecoder(sender: .client)
      let right = Array([0x89, 0x4D, 0x57, 0x50].prefix(count)) as [UInt8]
      let step = try Exchange.step(&decoder, right)
      #expect(step == .partial(header: nil, missing: 32 - count))
      var wrong = right
      wrong[count - 1] ^= 0x10
      let fault = Exchange.fault(&decoder, wrong)
      #expect(fault?.status == .badFrame)
    }
  }

  @Test("a fault's text names field, place, expected and found")
  func texts() {
    let bytes = header.frame([UInt8](repeating: 1, count: 24))
    do {
      _ = try FrameHeader(parsing: bytes.span, from: .client, frameByteLimit: 55)
      Issue.record("a frame above the limit was accepted")
    } catch {
      #expect(
        "\(error)" == "limit of frame bytes at offset 24: expected at most 55, found 56")
      #expect(Refusal(error).description == "TOO_LARGE: \(error)")
    }
  }

  @Test("numbers that the protocol writes in hexadecimal are so in both halves of a text")
  func hexadecimalTexts() throws {
    var decoder = FrameDecoder(sender: .client)
    let magic = try #require(Exchange.fault(&decoder, Array("GET ".utf8)))
    #expect("\(magic)" == "magic number at offset 0: expected 0x50574d89, found 0x20544547")
    var answer = header.frame([UInt8](repeating: 1, count: 24))
    answer[5] = 0x85
    do {
      _ = try FrameHeader(parsing: answer.span, from: .client, frameByteLimit: 1 << 20)
      Issue.record("an answer was accepted from a client")
    } catch {
      #expect("\(error)" == "opcode at offset 5: expected an opcode below 0x80, found 0x85")
    }
  }

  private func expectFault(_ bytes: [UInt8], _ status: Status, at offset: Int) {
    do {
      let found = try parse(bytes)
      Issue.record("\(found) was accepted")
    } catch {
      #expect(error.status == status)
      #expect(error.offset == offset)
      #expect(error.endsConnection)
    }
  }
}
