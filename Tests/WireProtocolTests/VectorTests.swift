import Testing
import WireProtocol
import WireVectors

/// Every vector of `formats/wire-vectors` must be judged as it says.
@Suite("The vectors")
struct VectorTests {
  @Test("there are vectors")
  func present() { #expect(WireVector.all.count > 200) }

  @Test("each vector gets its verdict, its fields, and its bytes again", arguments: WireVector.all)
  func verdicts(vector: WireVector) throws {
    var decoder = vector.decoder
    let frame: Frame
    do {
      switch try decoder.next(in: vector.bytes.span) {
      case .frame(let found): frame = found
      case .partial(_, let missing):
        #expect("PARTIAL \(missing)" == vector.verdict)
        return
      }
    } catch {
      #expect("\(error.status) \(error.offset)" == vector.verdict, "\(error)")
      #expect(error.endsConnection)
      #expect(vector.value("opcode") == nil)
      return
    }
    let header = frame.header
    #expect(fields(of: header) == vector.fields.dropFirst(3).prefix(7).map { "\($0) \($1)" })
    let payload = Array(vector.bytes[frame.payload])
    do {
      let transcript =
        vector.sender == .client
        ? try Transcript(request: header, payload: payload, on: vector.socket)
        : try Transcript(answer: header, payload: payload)
      #expect(vector.verdict == "OK")
      #expect(
        transcript.fields.map { "\($0) \($1)" }
          == vector.fields.dropFirst(10).map { "\($0) \($1)" })
      if !vector.isNewer {
        #expect(header.frame(transcript.payload) == Array(vector.bytes.prefix(frame.byteCount)))
      }
    } catch let error as WireError {
      #expect("\(error.status) \(error.offset)" == vector.verdict, "\(error)")
      #expect(!error.endsConnection || error.status == .badVersion)
    }
  }

  private func fields(of header: FrameHeader) -> [String] {
    [
      "opcode \(header.code & ~WireFormat.answerBit)",
      "\(header.sender == .client ? "flags" : "status") \(header.detail)",
      "id \(header.requestID)", "model \(header.model)", "items \(header.itemCount)",
      "payload \(header.payloadByteCount)", "microseconds \(header.microseconds)",
    ]
  }
}
