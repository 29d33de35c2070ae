/// A client's message, read and checked: steps 7 to 10 of `formats/wire-protocol.md`, section 9.
public enum Request: Sendable, Hashable {
  /// Opens the connection.
  case hello(HelloRequest)
  /// Wants these bytes back.
  case ping([UInt8])
  /// Wants the models.
  case index
  /// Wants the counters.
  case stats
  /// Wants to know how the server is.
  case status
  /// Wants a handle; without a reference that of the default model.
  case resolve(ModelReference?)
  /// Has its pixels in the payload, at ``ClassifyRequest/pixels``.
  case classify(ClassifyRequest)
  /// Has its pixels in a descriptor.
  case classifyDescriptor(ClassifyRequest)
  /// Loads a model.
  case load(ModelReference)
  /// Stops serving a model.
  case unload(ModelReference)
  /// Ties a name to a model.
  case pin(ModelReference)
  /// Moves a label.
  case label(LabelRequest)
  /// Goes back to the model before.
  case rollback(ModelReference)
  /// Looks at all model files.
  case reload
  /// Stops the server.
  case drain

  /// Reads a request; a classification allocates nothing.
  ///
  /// - Parameters:
  ///   - header: a header from a ``FrameDecoder``.
  ///   - payload: the whole payload.
  ///   - socket: the socket that the connection came through.
  ///   - limits: what the server allows.
  /// - Throws: the refusal.
  public init(
    header: FrameHeader, payload: Span<UInt8>, on socket: SocketKind,
    limits: borrowing ServerLimits
  ) throws(WireError) {
    let opcode = try header.checkedRequest(on: socket)
    switch opcode {
    case .classify:
      self = .classify(try ClassifyRequest(header: header, payload: payload, limits: limits))
    case .classifyDescriptor:
      self = .classifyDescriptor(
        try ClassifyRequest(header: header, payload: payload, limits: limits))
    case .hello:
      self = .hello(try HelloRequest(decoding: payload.array))
    case .ping:
      guard payload.count <= WireFormat.echoByteLimit else {
        throw WireError(
          .tooLarge, at: 24, .echo, expected: .atMost(UInt64(WireFormat.echoByteLimit)),
          found: payload.count)
      }
      self = .ping(payload.array)
    case .resolve:
      self = .resolve(payload.isEmpty ? nil : try Request.reference(payload))
    case .load:
      self = .load(try Request.reference(payload, .nameOrVersion))
    case .unload:
      self = .unload(try Request.reference(payload, .nameOrVersion))
    case .pin:
      self = .pin(try Request.reference(payload, .nameVersionOrDigest))
    case .rollback:
      self = .rollback(try Request.reference(payload, .nameOnly))
    case .label:
      self = .label(try LabelRequest(decoding: payload.array))
    case .index, .stats, .status, .reload, .drain, .goaway:
      self = try Request(empty: opcode, payload)
    }
  }

  /// Reads a request that has no payload.
  private init(empty opcode: Opcode, _ payload: Span<UInt8>) throws(WireError) {
    guard payload.isEmpty else {
      throw WireError(
        .badArgument, at: 24, .payloadByteCount, expected: .exactly(0), found: payload.count)
    }
    switch opcode {
    case .index: self = .index
    case .stats: self = .stats
    case .status: self = .status
    case .reload: self = .reload
    case .drain: self = .drain
    default: preconditionFailure("\(opcode) is no request without a payload")
    }
  }

  private static func reference(
    _ payload: Span<UInt8>, _ words: WireError.Words? = nil
  ) throws(WireError) -> ModelReference {
    guard payload.count <= WireFormat.referenceByteLimit else {
      throw WireError(
        .tooLarge, at: 24, .reference, expected: .atMost(UInt64(WireFormat.referenceByteLimit)),
        found: payload.count)
    }
    var reader = PayloadReader(payload.array)
    let reference = try ModelReference(try reader.rest())
    if let words { try reference.require(words) }
    return reference
  }

  /// The most bytes a frame can have, other than those of images, that is not refused for its
  /// length: a LABEL of two texts.
  public static let longestFrameByteCount = WireFormat.frameByteCount(payload: 2 * 65_537)

  /// The refusal of a frame above ``longestFrameByteCount``, which is the same whatever its payload
  /// holds.
  ///
  /// - Precondition: the header is not that of a classification.
  public static func refusal(ofOverlong header: FrameHeader, on socket: SocketKind) -> WireError {
    precondition(
      header.frameByteCount > longestFrameByteCount && !(header.opcode?.concernsImages ?? false),
      "a frame of \(header.frameByteCount) bytes may be kept")
    let opcode: Opcode
    do { opcode = try header.checkedRequest(on: socket) } catch { return error }
    let found = UInt64(header.payloadByteCount)
    switch opcode {
    case .ping:
      return WireError(
        .tooLarge, at: 24, .echo, expected: .atMost(UInt64(WireFormat.echoByteLimit)),
        found: found)
    case .resolve, .load, .unload, .pin, .rollback:
      return WireError(
        .tooLarge, at: 24, .reference, expected: .atMost(UInt64(WireFormat.referenceByteLimit)),
        found: found)
    case .label:
      return WireError(
        .badArgument, at: 24, .payloadByteCount, expected: .atMost(2 * 65_537), found: found)
    default:
      return WireError(
        .badArgument, at: 24, .payloadByteCount, expected: .exactly(0), found: found)
    }
  }
}
