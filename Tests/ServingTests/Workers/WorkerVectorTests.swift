import Posix
import Serving
import ServingSupport
import Testing
import WireProtocol
import WireVectors

/// The frames of `formats/wire-vectors` that clients send, sent to a worker.
@Suite("The worker and the vectors")
struct WorkerVectorTests {
  private static let requests = WireVector.all.filter { $0.sender == .client }

  private struct Fault: Sendable, CustomStringConvertible {
    let vector: WireVector
    let status: String
    let offset: String
    /// Whether the frame can be told from what follows it.
    let isFramed: Bool

    var description: String { vector.name }
  }

  private static let faults = requests.compactMap { vector -> Fault? in
    let words = vector.verdict.split(separator: " ").map(String.init)
    guard words.count == 2, words[0] != "PARTIAL" else { return nil }
    return Fault(
      vector: vector, status: words[0], offset: words[1], isFramed: vector.value("opcode") != nil)
  }

  /// A connection at the moment when the frame comes.
  private func connect(_ fixture: WorkerFixture, _ vector: WireVector) throws -> WireClient {
    try fixture.connect(on: vector.socket, greeting: !vector.isHello, features: .descriptors)
  }

  @Test("there are faults of all kinds")
  func present() {
    #expect(Self.faults.count { $0.isFramed } > 70)
    #expect(Self.faults.count { !$0.isFramed } > 8)
    #expect(Set(Self.faults.map(\.status)).count >= 7)
  }

  @Test("a request at fault is refused with its status, and the connection goes on")
  func refusals() throws {
    let fixture = try WorkerFixture()
    for fault in Self.faults where fault.isFramed {
      let client = try connect(fixture, fault.vector)
      try client.send(fault.vector.bytes)
      let answer = try #require(try client.next(), "\(fault)")
      let sent = FrameHeader.requestID(in: fault.vector.bytes.span)
      #expect("\(answer.status)" == fault.status, "\(fault): \(answer.text)")
      #expect(answer.header.sender == .server && answer.header.opcode != .goaway, "\(fault)")
      #expect(answer.header.code == fault.vector.bytes[5] | WireFormat.answerBit, "\(fault)")
      #expect(answer.header.requestID == sent, "\(fault)")
      #expect(answer.header.model == 0, "\(fault)")
      #expect(answer.text.contains(" at offset \(fault.offset): expected "), "\(fault)")
      #expect(answer.text.contains(", found "), "\(fault)")
      if answer.status == .badVersion {
        #expect(try client.next() == nil, "\(fault)")
      } else {
        #expect(try client.ask(.ping, [1, 2]).payload == [1, 2], "\(fault)")
      }
    }
  }

  @Test("a frame that breaks the framing ends the connection with GOAWAY")
  func frameFaults() throws {
    let fixture = try WorkerFixture()
    for fault in Self.faults where !fault.isFramed {
      let client = try connect(fixture, fault.vector)
      try client.send(fault.vector.bytes)
      let answer = try client.goaway()
      #expect("\(answer.status)" == fault.status, "\(fault): \(answer.text)")
      #expect(
        answer.header.requestID == FrameHeader.requestID(in: fault.vector.bytes.span), "\(fault)")
      #expect(answer.text.contains(" at offset \(fault.offset): expected "), "\(fault)")
      #expect(answer.header.microseconds == 0 && answer.header.model == 0, "\(fault)")
    }
  }

  @Test("what begins a frame is waited for, and no answer comes if it never ends")
  func partial() throws {
    let fixture = try WorkerFixture()
    for vector in Self.requests where vector.verdict.hasPrefix("PARTIAL") {
      let client = try connect(fixture, vector)
      if !vector.bytes.isEmpty { try client.send(vector.bytes) }
      try client.stream.shutDown(.sending)
      #expect(try client.next() == nil, "\(vector)")
    }
  }

  @Test("a good request gets an answer with its opcode")
  func good() throws {
    let fixture = try WorkerFixture()
    for vector in Self.requests where vector.verdict == "OK" {
      let client = try connect(fixture, vector)
      try client.send(vector.bytes)
      let answer = try #require(try client.next(), "\(vector)")
      #expect(answer.header.code == vector.bytes[5] | WireFormat.answerBit, "\(vector)")
      // Models and descriptors are not the vectors' business.
      switch answer.header.opcode {
      case .classify: #expect([.badShape, .noModel].contains(answer.status), "\(vector)")
      case .classifyDescriptor: #expect(answer.status == .badDescriptor, "\(vector)")
      case .resolve: #expect([.ok, .noModel].contains(answer.status), "\(vector)")
      default: #expect(answer.status == .ok, "\(vector): \(answer.text)")
      }
    }
  }

  @Test("faults come in any pieces")
  func pieces() throws {
    let fixture = try WorkerFixture()
    for fault in Self.faults where fault.vector.bytes.count < 80 {
      let client = try connect(fixture, fault.vector)
      for byte in fault.vector.bytes {
        // Behind the fault there may be nobody to send to.
        if (try? client.send([byte])) == nil { break }
      }
      let answer = try #require(try client.next(), "\(fault)")
      #expect("\(answer.status)" == fault.status, "\(fault)")
    }
  }
}
