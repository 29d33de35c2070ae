/// A model that a server knows: a record of INDEX, `formats/wire-protocol.md`, section 5.6.
public struct ModelRecord: Sendable, Hashable {
  /// What becomes of a model's file.
  public enum State: UInt8, Sendable, Hashable, CaseIterable {
    /// The file's bytes answer requests.
    case serving = 1
    /// The file is being read and verified.
    case loading = 2
    /// The file was refused, and nothing serves in its place.
    case refused = 3
    /// The file was refused, and what was loaded before serves on.
    case stale = 4
    /// The file is there, and was unloaded by order.
    case unloaded = 5
  }

  /// What else is true of a model.
  public struct Marks: OptionSet, Sendable, Hashable {
    /// The bits of the record; unknown ones are kept and mean nothing.
    public let rawValue: UInt8

    /// Creates a set from the bits of a record.
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// Requests that name no model go here.
    public static let isDefault = Marks(rawValue: 1 << 0)
    /// The name was pinned to this model, or rolled back to it.
    public static let isPinned = Marks(rawValue: 1 << 1)
    /// The name alone stands for this model.
    public static let isCurrent = Marks(rawValue: 1 << 2)
  }

  /// The name.
  public var name: String
  /// The version; empty where the file name has none.
  public var version: String
  /// What becomes of the file.
  public var state: State
  /// What else is true of it.
  public var marks: Marks
  /// The labels on it, ascending.
  public var labels: [String]
  /// The number under which it answers; 0 where it does not.
  public var generation: UInt32
  /// The bytes of an image; 0 where not known.
  public var inputs: UInt32
  /// The number of classes; 0 where not known.
  public var classes: UInt32
  /// The bytes of what is loaded; 0 where nothing is.
  public var fileByteCount: UInt64
  /// The time since it was loaded; 0 where it is not.
  public var loadedMilliseconds: UInt64
  /// SHA-256 of what is loaded, 32 bytes; zeros where nothing is.
  public var digest: [UInt8]
  /// Why the file was refused; else empty.
  public var reason: String

  /// Creates the record of a model of which only the name and state are known.
  public init(name: String, version: String = "", state: State) {
    self.name = name
    self.version = version
    self.state = state
    marks = []
    labels = []
    generation = 0
    inputs = 0
    classes = 0
    fileByteCount = 0
    loadedMilliseconds = 0
    digest = [UInt8](repeating: 0, count: 32)
    reason = ""
  }

  /// What people call the model: `name@version`, or the name alone where it has no version.
  ///
  /// It is the server's text, which need not be a reference that it would take.
  public var title: String { ModelReference.text(name: name, version: version) }
}

extension ModelRecord.State: CustomStringConvertible {
  /// The name that the document uses.
  public var description: String {
    switch self {
    case .serving: "serving"
    case .loading: "loading"
    case .refused: "refused"
    case .stale: "stale"
    case .unloaded: "unloaded"
    }
  }
}
