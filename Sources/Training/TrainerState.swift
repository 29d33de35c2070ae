public import LinearAlgebra
public import NeuralNet

/// Everything that a training needs in order to go on as if it had never stopped.
///
/// Randomness is a function of the seed and of positions, so no generator state is part of it.
public struct TrainerState: Sendable, Hashable {
  /// The network with the lowest validation loss so far.
  public struct Best: Sendable, Hashable {
    /// The epoch after which it was kept, from 1.
    public var epoch: Int
    /// Its validation loss.
    public var loss: Double
    /// The network.
    public var network: MLP

    /// Creates a record of the best network.
    public init(epoch: Int, loss: Double, network: MLP) {
      self.epoch = epoch
      self.loss = loss
      self.network = network
    }
  }

  /// The network as it is now.
  public var network: MLP
  /// The moving average of the networks so far, where one is kept.
  public var averagedNetwork: MLP?
  /// The optimiser's matrices, for each layer those of the weights `[inputs, outputs]`, then those
  /// of the bias `[1, outputs]`.
  public var optimizerState: [[Matrix]]
  /// `beta1^t` after the steps done so far.
  public var firstDecayPower: Double
  /// `beta2^t` after the steps done so far.
  public var secondDecayPower: Double
  /// The steps done in the unfinished epoch.
  public var step: Int
  /// The loss of the images of the unfinished epoch.
  public var lossSum: BlockedSum
  /// How many of them were classified correctly.
  public var hits: Int
  /// The finished epochs.
  public var history: [EpochReport]
  /// The best network so far, where there are validation images.
  public var best: Best?

  /// Creates a state from its parts.
  public init(
    network: MLP, averagedNetwork: MLP? = nil, optimizerState: [[Matrix]], firstDecayPower: Double,
    secondDecayPower: Double,
    step: Int, lossSum: BlockedSum, hits: Int, history: [EpochReport], best: Best?
  ) {
    self.network = network
    self.averagedNetwork = averagedNetwork
    self.optimizerState = optimizerState
    self.firstDecayPower = firstDecayPower
    self.secondDecayPower = secondDecayPower
    self.step = step
    self.lossSum = lossSum
    self.hits = hits
    self.history = history
    self.best = best
  }
}
