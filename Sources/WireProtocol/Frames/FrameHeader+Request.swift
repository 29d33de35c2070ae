extension FrameHeader {
  /// Checks a client's header against its opcode and socket: steps 7 to 9 of section 9.
  ///
  /// - Returns: the opcode, whose payload is the next thing to check.
  /// - Throws: the refusal; the connection goes on.
  public func checkedRequest(on socket: SocketKind) throws(WireError) -> Opcode {
    guard let opcode, sender == .client else {
      throw WireError(
        .unsupported, at: 5, .opcode, expected: .words(.knownOpcode), found: UInt64(code))
    }
    guard opcode.isAllowed(on: socket) else {
      throw WireError(
        .denied, at: 5, .opcode, expected: .words(.otherSocket), found: UInt64(code))
    }
    guard detail & ~opcode.knownFlags == 0 else {
      throw WireError(
        .unsupported, at: 6, .flags, expected: .words(.knownFlags), found: UInt64(detail))
    }
    if opcode.concernsImages { return opcode }
    guard model == 0 else {
      throw WireError(
        .badArgument, at: 16, .modelHandle, expected: .exactly(0), found: UInt64(model))
    }
    guard itemCount == 0 else {
      throw WireError(
        .badArgument, at: 20, .itemCount, expected: .exactly(0), found: UInt64(itemCount))
    }
    return opcode
  }
}
