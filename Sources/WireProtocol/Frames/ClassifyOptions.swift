/// The flags of CLASSIFY and CLASSIFY_FD: what the answer holds, and how urgent it is.
public struct ClassifyOptions: OptionSet, Sendable, Hashable {
  /// The bits as they stand in the header.
  public let rawValue: UInt16

  /// Creates a set from the bits of a header.
  public init(rawValue: UInt16) { self.rawValue = rawValue }

  /// The answer holds the probabilities of all classes.
  public static let probabilities = ClassifyOptions(rawValue: 1 << 0)
  /// The answer holds the logits of all classes.
  public static let logits = ClassifyOptions(rawValue: 1 << 1)
  /// The answer holds the most probable classes, best first.
  public static let topK = ClassifyOptions(rawValue: 1 << 2)
  /// The work can wait: the server may serve others first.
  public static let bulk = ClassifyOptions(rawValue: 1 << 3)

  /// Every flag that has a meaning.
  public static let all: ClassifyOptions = [.probabilities, .logits, .topK, .bulk]
}
