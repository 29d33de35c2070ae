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
}
