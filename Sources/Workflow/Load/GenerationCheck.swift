/// Finds answers that mix models, or come from none that is known.
///
/// A server does not say which file a generation is. So each model is a candidate for a generation
/// until an answer of the generation differs from it; an answer that leaves no candidate is *mixed*.
struct GenerationCheck {
  /// A generation of one start of a server.
  struct Key: Hashable {
    /// The beginning of the server's boot id.
    let boot: UInt64
    let generation: UInt32
  }

  /// The most models that can be told apart.
  static let modelLimit = 64

  /// Answers that left no candidate.
  private(set) var mixed: UInt64 = 0

  private let models: [ExpectedAnswers]
  /// The models that a generation may be, one bit each.
  private var candidates: [Key: UInt64] = [:]

  /// A check against models; with none, every answer passes.
  init(_ models: [ExpectedAnswers]) {
    precondition(models.count <= GenerationCheck.modelLimit, "\(models.count) models are too many")
    self.models = models
  }

  /// Judges the payload of an answer to the request at a place.
  mutating func judge(_ payload: Span<UInt8>, at place: Int, from key: Key) {
    if models.isEmpty { return }
    let before = candidates[key] ?? .max
    var after: UInt64 = 0
    for (index, model) in models.enumerated() where before & 1 << index != 0 {
      if model.holds(payload, at: place) { after |= 1 << index }
    }
    if after == 0 {
      mixed += 1
    } else if after != before {
      candidates[key] = after
    }
  }

  /// Adds what another connection has found out.
  mutating func merge(_ other: GenerationCheck) {
    mixed += other.mixed
    for (key, mask) in other.candidates {
      let both = (candidates[key] ?? .max) & mask
      // Each connection was sure of a generation, and not of the same model.
      if both == 0 { mixed += 1 } else { candidates[key] = both }
    }
  }
}
