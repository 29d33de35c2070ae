// What a client checks of an answer beyond its frame: steps 5 and 10 of `formats/wire-protocol.md`,
// section 9.
extension FrameHeader {
  /// The fault of an answer whose id is that of no open request with its opcode.
  public var unexpectedAnswer: WireError {
    WireError(.badFrame, at: 8, .requestID, expected: .words(.openRequest), found: requestID)
  }

  /// Refuses an answer to another request than the only open one.
  public func checkAnswer(to opcode: Opcode, id: UInt64) throws(WireError) {
    guard self.opcode == opcode, requestID == id else { throw unexpectedAnswer }
  }

  /// Refuses an answer with a payload where none belongs: that of DRAIN.
  public func checkEmptyAnswer() throws(WireError) {
    guard payloadByteCount == 0 else {
      throw WireError(
        .badArgument, at: 24, .payloadByteCount, expected: .exactly(0),
        found: UInt64(payloadByteCount))
    }
  }

  /// Refuses an answer to PING that does not hold the bytes which were sent.
  public func checkEcho(_ payload: [UInt8], of sent: [UInt8]) throws(WireError) {
    guard payload.count == sent.count else {
      throw WireError(
        .badArgument, at: 24, .payloadByteCount, expected: .exactly(UInt64(sent.count)),
        found: payload.count)
    }
    for (index, byte) in sent.enumerated() where payload[index] != byte {
      throw WireError(
        .badArgument, at: WireFormat.headerByteCount + index, .echoedByte,
        expected: .exactly(UInt64(byte)), found: UInt64(payload[index]))
    }
  }
}
