/// What came of verifying a model file, level by level.
public struct Verification: Sendable, Hashable {
  /// The levels of verification, each of which presupposes those before it.
  public enum Level: Int, Sendable, Hashable, CaseIterable, Comparable {
    /// Header, section table, trailer, padding.
    case container = 0
    /// CRC-32 of each section, SHA-256 of the file.
    case digests = 1
    /// What the sections say, and that they fit each other.
    case structure = 2
    /// Every number.
    case values = 3
    /// The network's outputs for the recorded inputs, bit for bit.
    case selfTest = 4
    /// The accuracy measured again; needs the data, so a caller that has it does it.
    case accuracy = 5

    /// The level's name, for people and in JSON.
    public var name: String {
      switch self {
      case .container: "container"
      case .digests: "digests"
      case .structure: "structure"
      case .values: "values"
      case .selfTest: "self-test"
      case .accuracy: "accuracy"
      }
    }

    /// A level comes before those that presuppose it.
    public static func < (left: Level, right: Level) -> Bool { left.rawValue < right.rawValue }
  }

  /// What came of one level.
  public struct Outcome: Sendable, Hashable {
    /// The level.
    public let level: Level
    /// Whether it passed.
    public let ok: Bool
    /// What was found, in one line.
    public let message: String
    /// What is odd without being wrong.
    public let warnings: [String]
    /// Why it did not pass.
    public let error: ModelFileError?

    /// Creates the outcome of a level that passed.
    public init(_ level: Level, passed message: String, warnings: [String] = []) {
      self.level = level
      self.ok = true
      self.message = message
      self.warnings = warnings
      self.error = nil
    }

    /// Creates the outcome of a level that failed by an error of the file.
    public init(_ level: Level, failed error: ModelFileError) {
      self.level = level
      self.ok = false
      self.message = error.description
      self.warnings = []
      self.error = error
    }

    /// Creates the outcome of a level that failed for another reason.
    public init(_ level: Level, failed message: String) {
      self.level = level
      self.ok = false
      self.message = message
      self.warnings = []
      self.error = nil
    }
  }

  /// The levels that were reached, in order; the last one may have failed.
  public var outcomes: [Outcome]
  /// The model, where level 3 passed.
  public var model: Model?

  /// Whether every level that was reached passed.
  public var ok: Bool { outcomes.allSatisfy(\.ok) }

  /// Creates a result.
  public init(outcomes: [Outcome] = [], model: Model? = nil) {
    self.outcomes = outcomes
    self.model = model
  }
}
