internal import LinearAlgebra

/// What the forward pass says about each image of a minibatch.
struct MinibatchOutcome: Sendable {
  /// The loss of each row in nats, `[batch]`; not a number where a logit was not finite.
  let losses: SharedBuffer<Double>
  /// Whether the label had the largest logit, `[batch]`.
  let hits: SharedBuffer<Bool>

  init(batchSize: Int) {
    losses = SharedBuffer(repeating: 0, count: batchSize)
    hits = SharedBuffer(repeating: false, count: batchSize)
  }
}
