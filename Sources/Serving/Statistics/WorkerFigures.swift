internal import WireProtocol

/// What one worker counts; nobody else reads or writes it.
struct WorkerFigures {
  /// How many generations that no longer serve keep their figures.
  ///
  /// Enough for whoever looks at the last swaps, and little memory over thousands of them.
  static let retiredLimit = 4

  var refusals = RefusalCounts()
  /// By ascending generation.
  private(set) var generations: [GenerationFigures] = []

  /// The figures of a model, which begin at zero.
  mutating func figures(for model: ServedModel) -> GenerationFigures {
    if let known = generations.first(where: { $0.generation == model.generation }) { return known }
    let figures = GenerationFigures(model)
    let place = generations.firstIndex { $0.generation > model.generation } ?? generations.count
    generations.insert(figures, at: place)
    return figures
  }

  /// Forgets all but the newest of those that do not serve any more.
  mutating func retire(keeping models: [ServedModel]) {
    let serving = Set(models.map(\.generation))
    var excess =
      generations.count { !serving.contains($0.generation) } - WorkerFigures.retiredLimit
    guard excess > 0 else { return }
    generations.removeAll { figures in
      guard excess > 0, !serving.contains(figures.generation) else { return false }
      excess -= 1
      return true
    }
  }

  /// A copy for whoever merges the workers' figures.
  var report: WorkerReport {
    WorkerReport(refusals: refusals, models: generations.map(\.statistics))
  }
}
