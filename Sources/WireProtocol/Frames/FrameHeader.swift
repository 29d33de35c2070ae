/// The 32 bytes that every frame begins with: `formats/wire-protocol.md`, section 3.
///
/// Its fields are those of the wire; ``opcode``, ``options`` and ``status`` give them meaning.
public struct FrameHeader: Sendable, Hashable {
  /// The version of the protocol.
  public var version: UInt8
  /// The opcode, with ``WireFormat/answerBit`` where the server sent the frame.
  public var code: UInt8
  /// The flags of a request, the status of an answer.
  public var detail: UInt16
  /// The number by which the client knows the request.
  public var requestID: UInt64
  /// The model's handle in a request, its generation in an answer.
  public var model: UInt32
  /// The number of items; in a refusal the microseconds to wait before the next attempt.
  public var itemCount: UInt32
  /// The bytes of the payload, without padding.
  public var payloadByteCount: UInt32
  /// The deadline of a request (0 for none), the duration of an answer, in microseconds.
  public var microseconds: UInt32

  /// Creates the header of a request.
  ///
  /// - Parameters:
  ///   - opcode: what is asked for.
  ///   - id: any number; it comes back in the answer.
  ///   - options: the flags of a classification, else empty.
  ///   - handle: the model's handle, 0 for the default model.
  ///   - itemCount: the number of images of a classification, else 0.
  ///   - payloadByteCount: the bytes of the payload.
  ///   - deadlineMicroseconds: the time that is left, 0 for no limit.
  public init(
    request opcode: Opcode, id: UInt64, options: ClassifyOptions = [], handle: UInt32 = 0,
    itemCount: UInt32 = 0, payloadByteCount: Int = 0, deadlineMicroseconds: UInt32 = 0
  ) {
    self.init(
      code: opcode.rawValue, detail: options.rawValue, requestID: id, model: handle,
      itemCount: itemCount, payloadByteCount: payloadByteCount,
      microseconds: deadlineMicroseconds)
  }

  /// The header of the answer to this request.
  ///
  /// - Parameters:
  ///   - status: how the request ended.
  ///   - generation: the model that answered, 0 for none.
  ///   - itemCount: the number of items; of a refusal the retry hint in microseconds.
  ///   - payloadByteCount: the bytes of the payload.
  ///   - durationMicroseconds: the time that the request took.
  public func answer(
    _ status: Status = .ok, generation: UInt32 = 0, itemCount: UInt32 = 0,
    payloadByteCount: Int = 0, durationMicroseconds: UInt32 = 0
  ) -> FrameHeader {
    FrameHeader(
      code: code | WireFormat.answerBit, detail: status.rawValue, requestID: requestID,
      model: generation, itemCount: itemCount, payloadByteCount: payloadByteCount,
      microseconds: durationMicroseconds)
  }

  /// Creates the header of a GOAWAY.
  ///
  /// - Parameters:
  ///   - status: why the connection ends.
  ///   - id: the request at fault, 0 where there is none.
  ///   - retryMicroseconds: how long the client should wait, 0 if it is free to choose.
  ///   - payloadByteCount: the bytes of the text.
  public init(
    goaway status: Status, about id: UInt64 = 0, retryMicroseconds: UInt32 = 0,
    payloadByteCount: Int = 0
  ) {
    self.init(
      code: Opcode.goaway.rawValue | WireFormat.answerBit, detail: status.rawValue,
      requestID: id, model: 0, itemCount: retryMicroseconds, payloadByteCount: payloadByteCount,
      microseconds: 0)
  }

  private init(
    code: UInt8, detail: UInt16, requestID: UInt64, model: UInt32, itemCount: UInt32,
    payloadByteCount: Int, microseconds: UInt32
  ) {
    guard let payloadByteCount = UInt32(exactly: payloadByteCount) else {
      preconditionFailure("a payload of \(payloadByteCount) bytes does not fit a frame")
    }
    version = WireFormat.version
    self.code = code
    self.detail = detail
    self.requestID = requestID
    self.model = model
    self.itemCount = itemCount
    self.payloadByteCount = payloadByteCount
    self.microseconds = microseconds
  }

  /// What the frame is about; `nil` for an opcode of a later minor version.
  public var opcode: Opcode? { Opcode(rawValue: code & ~WireFormat.answerBit) }

  /// The side that sent the frame.
  public var sender: Peer { code & WireFormat.answerBit == 0 ? .client : .server }

  /// The flags of a classification.
  public var options: ClassifyOptions { ClassifyOptions(rawValue: detail) }

  /// How the request of this answer ended.
  public var status: Status { Status(code: detail) }

  /// The bytes of the whole frame, padding included.
  public var frameByteCount: Int {
    WireFormat.frameByteCount(payload: Int(payloadByteCount))
  }
}
