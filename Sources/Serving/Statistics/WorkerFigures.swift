internal import WireProtocol

/// What one worker counts; nobody else reads or writes it.
struct WorkerFigures {
  /// How many generations that no longer serve keep figures of their own.
  ///
  /// Enough for whoever looks at the last swaps, and little memory over thousands of them.
  static let retiredLimit = 4
  /// For how many names and versions the figures of earlier generations are kept apart.
  ///
  /// A directory that gets a version a day must not cost more memory every day.
  static let earlierLimit = 32

  var refusals = RefusalCounts()
  /// By ascending generation.
  private(set) var generations: [GenerationFigures] = []
  /// What earlier generations counted, by name and version; the last one added to stands last.
  private var earlier: [GenerationFigures] = []
  /// What those counted that ``earlier`` has no room for.
  private var others: GenerationFigures?

  /// The figures of a model, which begin at zero.
  mutating func figures(for model: ServedModel) -> GenerationFigures {
    if let known = generations.first(where: { $0.generation == model.generation }) { return known }
    let figures = GenerationFigures(model)
    let place = generations.firstIndex { $0.generation > model.generation } ?? generations.count
    generations.insert(figures, at: place)
    return figures
  }

  /// Adds up all but the newest of those that do not serve any more: nothing that was counted is
  /// forgotten.
  mutating func retire(keeping models: [ServedModel]) {
    let serving = Set(models.map(\.generation))
    let retired = generations.indices.filter { !serving.contains(generations[$0].generation) }
    let excess = retired.prefix(max(0, retired.count - WorkerFigures.retiredLimit))
    for index in excess.reversed() {
      // A large batch that was begun with it is still to be counted.
      guard isKnownUniquelyReferenced(&generations[index]) else { continue }
      add(toEarlier: generations.remove(at: index))
    }
  }

  private mutating func add(toEarlier figures: GenerationFigures) {
    let place = earlier.firstIndex { $0.name == figures.name && $0.version == figures.version }
    let sum =
      place.map { earlier.remove(at: $0) }
      ?? GenerationFigures(earlier: figures.name, version: figures.version)
    sum.merge(figures)
    earlier.append(sum)
    guard earlier.count > WorkerFigures.earlierLimit else { return }
    let rest = others ?? GenerationFigures(earlier: "", version: "")
    rest.merge(earlier.removeFirst())
    others = rest
  }

  /// A copy for whoever merges the workers' figures.
  var report: WorkerReport {
    let all = generations + earlier + (others.map { [$0] } ?? [])
    return WorkerReport(refusals: refusals, models: all.map(\.statistics))
  }
}
