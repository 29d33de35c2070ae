internal import WireProtocol

/// What one worker counts of one generation.
///
/// A class because batches and jobs of the generation count in it, and because it must stay in its
/// place: its histograms are large.
final class GenerationFigures {
  let generation: UInt32
  let name: String
  let version: String
  var requests: UInt64 = 0
  var images: UInt64 = 0
  var refusals = RefusalCounts()
  var read = DurationHistogram()
  var wait = DurationHistogram()
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
    statistics.requests = requests
    statistics.images = images
    statistics.refusals = refusals
    statistics.durations = [.read: read, .wait: wait, .compute: compute, .write: write]
    return statistics
  }
}
