public import WireProtocol

extension ServingClient {
  /// How many batches a connection has under way, so that memory files and answers stay few.
  private static let batchesPerConnection = 16

  /// Classifies images of one size, of any number, in batches that fit the server's limits.
  ///
  /// Several batches are under way at once; each is answered by one model, and a model that is
  /// replaced meanwhile shows in their generations.
  ///
  /// - Parameters:
  ///   - pixels: `[images, inputs]`, row by row, 0 for background to 255 for ink.
  ///   - images: how many; 0 is allowed.
  ///   - model: `nil` for the default model.
  ///   - options: what the answers hold besides labels.
  ///   - topK: how many classes to rank; 0 for none.
  ///   - batch: the most images in a request.
  /// - Returns: the answers in the order of the images.
  /// - Precondition: the pixels are a whole number of images with at least one byte each, and `batch`
  ///   is at least 1.
  public func classifyAll(
    _ pixels: [UInt8], images: Int, model: ModelReference? = nil, options: ClassifyOptions = [],
    topK: Int = 0, batch: Int = 1_024
  ) async throws(ServingError) -> [ClassifiedBatch] {
    precondition(batch > 0, "a batch has at least 1 image, found \(batch)")
    if images == 0 && pixels.isEmpty { return [] }
    let all = ClassifyRequest(
      pixelByteCount: pixels.count, images: images, options: options, topK: topK)
    // Only a connection knows the limits, and asking for the model makes one.
    let classes = try await resolve(model).classNames.count
    let size = min(batch, greatestBatch(of: all, classes: classes))
    let window = Self.batchesPerConnection * configuration.connections
    var underWay: [PendingRequest] = []
    var answers: [ClassifiedBatch] = []
    var next = 0
    do {
      while answers.count < (images + size - 1) / size {
        while next < images, underWay.count < window {
          let count = min(size, images - next)
          let shape = ClassifyRequest(
            imageCount: count, inputs: all.inputs, options: all.options, topK: topK)
          underWay.append(
            submit(
              shape, pixels, (next * all.inputs)..<((next + count) * all.inputs), model: model))
          next += count
        }
        answers.append(try await self.batch(underWay.removeFirst()))
      }
    } catch {
      for request in underWay { request.finish(.failure(.cancelled)) }
      throw error
    }
    return answers
  }

  /// The most images of a request that the announced limits allow, for the images and the answer.
  private func greatestBatch(of request: ClassifyRequest, classes: Int) -> Int {
    let limits = limits
    let numbers =
      [ClassifyOptions.probabilities, .logits].count { request.options.contains($0) } * classes
    let answered = 2 + 6 * request.topK + 4 * numbers
    // Five blocks and the frame itself end at multiples of 8.
    let room =
      limits.frameByteLimit - ClassifyRequest.startByteCount - 6 * WireFormat.alignment
    return max(
      1, min(Int(clamping: limits.imagesPerRequest), room / max(request.inputs, answered)))
  }
}
