/// An answer that is not OK, or the farewell of a server: `formats/wire-protocol.md`, sections 5.9
/// and 8.
public struct Refusal: Error, Sendable, Hashable {
  /// Why.
  public let status: Status
  /// How long to wait before the next attempt; 0 leaves it to the client.
  public let retryMicroseconds: UInt32
  /// One line for people; whoever prints it escapes its control characters.
  public let text: String

  /// Creates a refusal.
  ///
  /// A text above 1,024 bytes is cut at the end of a character.
  public init(_ status: Status, retryMicroseconds: UInt32 = 0, text: String) {
    self.status = status
    self.retryMicroseconds = retryMicroseconds
    var text = text
    while text.utf8.count > WireFormat.refusalByteLimit { text.removeLast() }
    self.text = text
  }

  /// The refusal of a frame that breaks the protocol.
  public init(_ error: WireError) {
    self.init(error.status, text: error.description)
  }

  /// Reads an answer that is not OK, or a GOAWAY.
  public init(header: FrameHeader, payload: [UInt8]) throws(WireError) {
    guard payload.count <= WireFormat.refusalByteLimit else {
      throw WireError(
        .badArgument, at: 24, .refusal, expected: .atMost(UInt64(WireFormat.refusalByteLimit)),
        found: payload.count)
    }
    var reader = PayloadReader(payload)
    status = header.status
    retryMicroseconds = header.itemCount
    text = try reader.rest()
  }

  /// The payload.
  public var payload: [UInt8] { Array(text.utf8) }

  /// The whole frame that refuses a request.
  public func frame(answering request: FrameHeader, durationMicroseconds: UInt32 = 0) -> [UInt8] {
    let payload = payload
    return request.answer(
      status, itemCount: retryMicroseconds, payloadByteCount: payload.count,
      durationMicroseconds: durationMicroseconds
    ).frame(payload)
  }

  /// The whole GOAWAY frame; `id` is that of the request at fault, 0 where there is none.
  public func goawayFrame(about id: UInt64 = 0) -> [UInt8] {
    let payload = payload
    return FrameHeader(
      goaway: status, about: id, retryMicroseconds: retryMicroseconds,
      payloadByteCount: payload.count
    ).frame(payload)
  }
}

extension Refusal: CustomStringConvertible {
  /// One line: the status and the text.
  public var description: String { "\(status): \(text)" }
}
