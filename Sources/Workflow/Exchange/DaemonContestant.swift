internal import ServingClient
internal import WireProtocol

/// A model that a daemon serves.
struct DaemonContestant: Contestant {
  let path: String
  let model: ModelReference?

  var name: String { "daemon at \(path)" }

  func logits(
    _ pixels: [UInt8], count: Int, classes: Int
  ) throws(WorkflowError) -> [Float] {
    let (path, model) = (path, model)
    let task = BlockingTask {
      await Result(awaiting: { () async throws(ServingError) in
        let client = try ServingClient(path: path)
        defer { client.close() }
        return try await client.classifyAll(
          pixels, images: count, model: model, options: [.logits, .bulk])
      })
    }
    let logits: [Float]
    do {
      logits = try task.wait().get().flatMap { $0.classification.logits }
    } catch {
      throw WorkflowError(error)
    }
    guard logits.count == count * classes else {
      throw WorkflowError(
        .input, code: "shape", "the daemon's model does not fit the comparison", path: path,
        expected: "\(classes) classes", found: "\(logits.count) logits of \(count) images")
    }
    return logits
  }
}
