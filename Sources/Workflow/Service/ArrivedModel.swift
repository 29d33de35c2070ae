public import WireProtocol

/// A published model that a daemon has loaded, and what clients get by its name.
public struct ArrivedModel: Sendable, Hashable {
  /// The model's record.
  public let record: ModelRecord
  /// The record of what the name alone stands for; `nil` where that is nothing.
  public let current: ModelRecord?
  /// The name that was the default until this model came; `nil` where nothing changed about that.
  public let endedDefault: String?

  /// Whether the name alone stands for the published model.
  public var isCurrent: Bool { record.marks.contains(.isCurrent) }

  /// What is in the way of the name alone, in one line; `nil` where nothing is.
  public var detour: String? {
    guard !isCurrent else { return nil }
    let name = record.name
    let unpin = "'mnistctl models pin \(name) --remove' ends that"
    guard let current else {
      return "\(name) serves nothing, because what it is pinned to is not loaded; \(unpin)"
    }
    let other =
      current.version.isEmpty ? "#\(current.digestText.prefix(8))" : current.title
    guard current.marks.contains(.isPinned) else {
      return "\(name) serves \(other), because that is a later version"
    }
    return "\(name) serves \(other), because it is pinned or rolled back to that; \(unpin)"
  }

  /// What the loss of the default means, in one line; `nil` where it was not lost.
  public var warning: String? {
    endedDefault.map {
      "requests that name no model are refused from now on, because \($0) is no longer the only "
        + "name; start mnistd with --default NAME (MNISTD_DEFAULT)"
    }
  }
}
