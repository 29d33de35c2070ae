public import LinearAlgebra
internal import MNISTData
public import ModelFile
public import NeuralNet
public import Training

/// Everything that explains a model: how it was trained, and what the test images of a
/// data set say about it.
public struct ModelExplanation: Sendable {
  /// An image that was classified wrongly, and what the network thought of it.
  public struct Mistake: Sendable {
    /// The image as the network sees it.
    public let outcome: Evaluation.Outcome
    /// Its pixels, row by row.
    public let pixels: [UInt8]
    /// The probability of each class.
    public let probabilities: [Float]
  }

  /// The measurement.
  public let measured: ModelEvaluation
  /// The wrongly classified images of which the network was surest, the surest first.
  public let mistakes: [Mistake]
  /// How often the hidden units are silent.
  public let activity: HiddenActivity
  /// The search that has chosen the settings; `nil` where none is recorded.
  public let search: SearchOutcome?
  /// What could not be told, and why.
  public let notes: [String]

  /// The model and its file.
  public var stored: StoredModel { measured.stored }
  /// What each epoch of the training reached; none where the file does not say.
  public var history: [EpochReport] { stored.model.provenance?.results?.history ?? [] }

  /// Whether the file records a search that cannot be read; ``notes`` say why.
  public var hasUnreadableSearch: Bool {
    guard search == nil, let provenance = stored.model.provenance else { return false }
    return !SearchRecord.values(in: provenance).keys.isEmpty
  }

  /// The weights of a unit of the first layer, one for each pixel, in the units of its input.
  ///
  /// Those of a network in 8-bit integers are the numbers that its bytes stand for.
  public func firstWeights(unit: Int) -> [Float] {
    switch stored.model.network {
    case .float32(let network):
      let weights = network.layers[0].weights
      let row = unit * weights.columns..<(unit + 1) * weights.columns
      return Array(weights.elements[row])
    case .int8(let network):
      let layer = network.layers[0]
      return layer.weights[unit * layer.inputs..<(unit + 1) * layer.inputs].map {
        Float($0) * layer.scales[unit]
      }
    }
  }

  /// Measures a model on the test images of a data set.
  ///
  /// - Parameter limit: how many mistakes are kept.
  /// - Throws: ``WorkflowError`` where the self-test fails on this CPU, the images are not of the
  ///   model's size, or a label is none of its classes.
  public init(
    _ stored: StoredModel, dataset: LoadedDataset, mistakes limit: Int, pool: WorkerPool,
    kernels: KernelSet
  ) throws(WorkflowError) {
    let measured = try ModelEvaluation(stored, dataset: dataset, pool: pool, kernels: kernels)
    let classifier = Classifier(
      network: stored.model.network, normalisation: stored.model.input.normalisation,
      kernels: kernels)
    let images = measured.images.images
    mistakes = measured.evaluation.mistakes.prefix(limit).map { outcome in
      let pixels = images[outcome.index]
      return Mistake(
        outcome: outcome, pixels: pixels,
        probabilities: Softmax(logits: classifier.logits(pixels.span, count: 1)).probabilities)
    }
    activity = HiddenActivity(
      classifier, pixels: images.pixels, count: images.count, pool: pool)
    var search: SearchOutcome?
    var notes: [String] = []
    if let provenance = stored.model.provenance {
      do {
        search = try SearchRecord.outcome(in: provenance, path: stored.file.path)
      } catch {
        // The model is sound without it.
        notes.append("The record of the search cannot be read: \(error.message)")
      }
    }
    self.measured = measured
    self.search = search
    self.notes = notes
  }
}

extension Provenance.Results {
  /// What each epoch reached, as training told it.
  public var history: [EpochReport] {
    zip(losses, accuracies).enumerated().map { index, pair in
      EpochReport(
        epoch: index + 1, loss: pair.0, accuracy: pair.1,
        validationLoss: validationLosses.indices.contains(index) ? validationLosses[index] : nil,
        validationAccuracy: validationAccuracies.indices.contains(index)
          ? validationAccuracies[index] : nil)
    }
  }
}
