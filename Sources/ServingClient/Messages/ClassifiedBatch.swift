public import WireProtocol

/// What came back for a batch of images.
public struct ClassifiedBatch: Sendable, Hashable {
  /// Labels, and what else was asked for.
  public let classification: Classification
  /// The number of the one model that answered for all of the images.
  public let generation: UInt32
  /// The time from the moment the server had the request until it sent the answer.
  public let serverMicroseconds: UInt32

  /// Reads an answer to a request.
  init(
    decoding payload: Span<UInt8>, header: FrameHeader, answering request: ClassifyRequest
  ) throws(WireError) {
    classification = try Classification(
      decoding: payload, itemCount: header.itemCount, answering: request)
    generation = header.model
    serverMicroseconds = header.microseconds
  }
}
