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
    let logits: [Float]
    do {
      logits = try task.wait().get().flatMap { $0.classification.logits }
    } catch {
      var fault = WorkflowError(error)
      fault.path = fault.path ?? path
      if case .refused(let refusal) = error, refusal.status == .noModel {
        fault.remedy = "'mnistctl models list' tells what the daemon serves"
      }
      throw fault
    }
    guard !logits.isEmpty, logits.count.isMultiple(of: count) else {
      // The daemon may have loaded another model while it was asked.
      throw .misfit(
        "shape", "the daemon does not give the same logits for each image", path: path,
        expected: "a multiple of \(count)", found: "\(logits.count)", remedy: "try it again")
    }
    return logits
  }
}
