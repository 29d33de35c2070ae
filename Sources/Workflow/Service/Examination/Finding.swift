/// One thing about a service that was looked at: how it is, why, and what to do.
public struct Finding: Sendable, Hashable {
  /// What was looked at.
  public enum Subject: String, Sendable, Hashable {
    case dataSocket
    case controlSocket
    case server
    case limits
    case models
    case modelDirectory
    case stateDirectory
  }

  /// How it is.
  public enum Verdict: String, Sendable, Hashable {
    /// All is well.
    case ok
    /// It is not as it could be, and may be meant so.
    case note
    /// Something does not work.
    case fault
  }

  /// What was looked at.
  public let subject: Subject
  /// How it is.
  public let verdict: Verdict
  /// What was found, in one line.
  public let cause: String
  /// What to do, in one line; `nil` where nothing has to be done.
  public let cure: String?

  /// Notes that all is well.
  static func ok(_ subject: Subject, _ cause: String) -> Finding {
    Finding(subject: subject, verdict: .ok, cause: cause, cure: nil)
  }

  /// Notes what may be meant so.
  static func note(_ subject: Subject, _ cause: String, cure: String) -> Finding {
    Finding(subject: subject, verdict: .note, cause: cause, cure: cure)
  }

  /// Notes what does not work.
  static func fault(_ subject: Subject, _ cause: String, cure: String) -> Finding {
    Finding(subject: subject, verdict: .fault, cause: cause, cure: cure)
  }

  /// The same finding, as one that may be meant so.
  var asNote: Finding { Finding(subject: subject, verdict: .note, cause: cause, cure: cure) }
}
