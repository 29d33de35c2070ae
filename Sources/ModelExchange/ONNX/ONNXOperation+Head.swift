extension ONNXOperation {
  /// Probabilities, or their logarithms, of the classes.
  func softmax() throws(ModelExchangeError) -> Value {
    // The default of every version is the last axis.
    try checkAxis(default: -1)
    return try head(from: [.layer])
  }

  /// The index of the greatest logit or probability.
  func label() throws(ModelExchangeError) -> Value {
    try checkAxis(default: 0)
    return try head(from: [.layer, .head])
  }

  /// Of the two axes of logits, the classes are the last.
  private func checkAxis(default value: Int64) throws(ModelExchangeError) {
    let axis = node.integer("axis", default: value)
    guard axis == 1 || axis == -1 else {
      throw misfit("axis", expected: "1 or -1, that of the classes", found: "\(axis)")
    }
  }

  /// What follows the logits and does not change the answer.
  func head(from stages: [ONNXFlow.Stage]) throws(ModelExchangeError) -> Value {
    var flow = try flow(0)
    guard stages.contains(flow.stage) else {
      throw misfit("place", expected: "after the layers", found: "another")
    }
    flow.stage = .head
    return .flow(flow)
  }

  /// The names of the classes, which the label is an index of.
  func lookUpLabels() throws(ModelExchangeError) -> Value {
    var flow = try flow(1)
    guard flow.stage == .head else {
      throw misfit("input 1", expected: "the label", found: "another value")
    }
    let names = try constant(0)
    if case .text(let texts) = names.elements {
      flow.labels = texts
    } else {
      flow.labels = names.integers?.map { "\($0)" }
    }
    return .flow(flow)
  }
}
