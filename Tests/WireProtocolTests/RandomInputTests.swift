import Testing
import WireProtocol
import WireVectors

/// No bytes from outside may trap; whatever is accepted must be legal and come out again.
@Suite("Random input")
struct RandomInputTests {
  /// Vectors short enough to be changed many times.
  private static let seeds = WireVector.all.filter { (32...1_000).contains($0.bytes.count) }

  @Test("100,000 changed frames are accepted or refused, never more", arguments: 0..<4)
  func mutations(seed: UInt64) {
    var generator = SplitMix(seed: seed)
    var accepted = 0
    for _ in 0..<25_000 {
      guard let vector = RandomInputTests.seeds.randomElement(using: &generator) else { return }
      var bytes = vector.bytes
      for _ in 0..<Int.random(in: 1...3, using: &generator) {
        // The magic is left alone, or little else would be tried.
        let place = Int.random(in: 5..<bytes.count, using: &generator)
        switch Int.random(in: 0..<4, using: &generator) {
        case 0: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
        case 1: bytes[place] = [0, 1, 0x7F, 0x80, 0xFF].randomElement(using: &generator) ?? 0
        case 2: bytes[place] = UInt8.random(in: 0...255, using: &generator)
        default: bytes.removeSubrange(max(32, place)...)
        }
      }
      if judge(bytes, of: vector) { accepted += 1 }
    }
    #expect(accepted > 1_000, "the changes reach too little")
  }

  @Test("20,000 payloads of noise are accepted or refused, never more")
  func noise() {
    var generator = SplitMix(seed: 99)
    let opcodes = Opcode.allCases.map(\.rawValue) + [0, 0x7F]
    for _ in 0..<20_000 {
      let count = Int.random(in: 0..<96, using: &generator)
      let payload = generator.bytes(count)
      var header = FrameHeader(request: .ping, id: 1, payloadByteCount: count)
      header.code = opcodes.randomElement(using: &generator) ?? 0
      header.code |= Bool.random(using: &generator) ? 0x80 : 0
      header.detail = Bool.random(using: &generator) ? 0 : UInt16(header.code) & 15
      header.itemCount = .random(in: 0..<4, using: &generator)
      try? examine(header, payload, on: .control)
      try? examine(header, payload, on: .data)
    }
  }

  /// Whether a frame is accepted; one that is must be made again from its values and be accepted.
  private func judge(_ bytes: [UInt8], of vector: WireVector) -> Bool {
    var decoder = FrameDecoder(
      sender: vector.sender, frameByteLimit: ServerLimits().frameByteLimit,
      isOpen: bytes[5] != Opcode.hello.rawValue)
    guard let frame = try? Exchange.frame(&decoder, bytes) else { return false }
    let payload = Array(bytes[frame.payload])
    return (try? examine(frame.header, payload, on: vector.socket)) != nil
  }

  private func examine(
    _ header: FrameHeader, _ payload: [UInt8], on socket: SocketKind
  ) throws {
    let first = try transcript(header, payload, on: socket)
    guard header.opcode != .goaway else { return }
    do {
      var header = header
      // Limits of a later minor version are passed over, and so not written.
      if header.code == Opcode.hello.rawValue | WireFormat.answerBit, header.status == .ok {
        header.itemCount = 14
      }
      let second = try transcript(header, first.payload, on: socket)
      #expect(second.payload == first.payload)
      #expect(second.fields.map(\.value) == first.fields.map(\.value))
    } catch {
      Issue.record("\(header) \(payload): accepted, written, and then refused: \(error)")
    }
  }

  private func transcript(
    _ header: FrameHeader, _ payload: [UInt8], on socket: SocketKind
  ) throws -> Transcript {
    var header = header
    header.payloadByteCount = UInt32(payload.count)
    return header.sender == .client
      ? try Transcript(request: header, payload: payload, on: socket)
      : try Transcript(answer: header, payload: payload)
  }
}
