internal import WireProtocol

/// What one worker counts of one generation.
///
/// A class because batches and jobs of the generation count in it, and because it must stay in its
/// place: its histograms are large.
final class GenerationFigures {
  let generation: UInt32
  let name: String
  let version: String
  var answers = AnswerFigures()
  var refusals = RefusalCounts()
  var compute = DurationHistogram()
  var write = DurationHistogram()

  init(_ model: ServedModel) {
    generation = model.generation
    name = model.name
    version = model.version
  }

  /// Begins with what earlier generations of a name and version are to be added to.
  init(earlier name: String, version: String) {
    generation = 0
    self.name = name
    self.version = version
  }

  /// Adds the figures of another generation.
  func merge(_ other: GenerationFigures) {
    answers.merge(other.answers)
    refusals.merge(other.refusals)
    compute.merge(other.compute)
    write.merge(other.write)
  }

  /// A copy for whoever merges the workers' figures.
  var statistics: ModelStatistics {
    var statistics = ModelStatistics(generation: generation, name: name, version: version)
    statistics.requests = answers.requests
    statistics.images = answers.images
    statistics.refusals = refusals
    statistics.durations = [
      .read: answers.read, .wait: answers.wait, .compute: compute, .write: write,
    ]
    return statistics
  }
}

/// What is counted of each answer, in one step.
struct AnswerFigures {
  private(set) var requests: UInt64 = 0
  private(set) var images: UInt64 = 0
  private(set) var read = DurationHistogram()
  private(set) var wait = DurationHistogram()

  /// Counts an answer.
  mutating func note(images: Int, readNanoseconds: UInt64, waitNanoseconds: UInt64) {
    requests += 1
    self.images += UInt64(images)
    read.record(nanoseconds: readNanoseconds)
    wait.record(nanoseconds: waitNanoseconds)
  }

  /// Adds the answers of another generation.
  mutating func merge(_ other: AnswerFigures) {
    requests += other.requests
    images += other.images
    read.merge(other.read)
    wait.merge(other.wait)
  }
}
