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
}
