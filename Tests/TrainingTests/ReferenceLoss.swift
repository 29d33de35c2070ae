import Glibc

/// The mean loss of a minibatch in Float64, straight from the definitions: no stable forms, no
/// shared code with the library.
struct ReferenceLoss {
  let inputs: [[Double]]
  let labels: [Int]
  let labelSmoothing: Double
  /// Adds `weightDecay / 2` times the sum of the squared weights.
  var weightDecay = 0.0

  func callAsFunction(_ network: ReferenceNetwork) -> Double {
    let losses = zip(inputs, labels).map { loss(network.logits($0), label: $1) }
    let penalty = network.layers.joined().reduce(0) { sum, unit in
      sum + unit.weights.reduce(0) { $0 + $1 * $1 }
    }
    return losses.reduce(0, +) / Double(losses.count) + weightDecay / 2 * penalty
  }

  private func loss(_ logits: [Double], label: Int) -> Double {
    let denominator = logits.reduce(0) { $0 + exp($1) }
    let uniform = labelSmoothing / Double(logits.count)
    return logits.indices.reduce(0) { sum, k in
      let target = uniform + (k == label ? 1 - labelSmoothing : 0)
      return sum - target * log(exp(logits[k]) / denominator)
    }
  }
}
