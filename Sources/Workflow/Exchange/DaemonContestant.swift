internal import ServingClient
internal import WireProtocol

/// A model that a daemon serves.
struct DaemonContestant: Contestant {
  let path: String
  let model: ModelReference?

  var name: String { "daemon at \(path)" }

  func logits(_ pixels: [UInt8], count: Int) throws(WorkflowError) -> [Float] {
    let (path, model) = (path, model)
    let task = BlockingTask {
      await Result(awaiting: { () async throws(ServingError) in
        let client = try ServingClient(path: path)
        defer { client.close() }
        return try await client.classifyAll(
          pixels, images: count, model: model, options: [.logits, .bulk])
      })
    }
    do {
      return try task.wait().get().flatMap { $0.classification.logits }
    } catch {
      throw WorkflowError(error)
    }
  }
}
