internal import ModelFile
internal import ServingClient
internal import SystemPackage
public import WireProtocol

/// What the records of a daemon say of a published file.
struct ArrivalJudgement {
  /// What was published.
  let publication: ModelPublication
  /// What the daemon knew before.
  let before: [ModelRecord]

  private func isOwn(_ record: ModelRecord) -> Bool {
    record.reference == publication.reference
  }

  /// The record of the file that was published.
  func own(in records: [ModelRecord]) -> ModelRecord? { records.first(where: isOwn) }

  /// The record that says that the published bytes serve.
  func served(in records: [ModelRecord]) -> ModelRecord? {
    records.first {
      isOwn($0) && $0.state == .serving && $0.generation > 0
        && $0.digest == publication.digest.bytes
    }
  }

  /// The published model and what else the daemon says of its name.
  ///
  /// - Parameter records: those of all models.
  func arrived(_ record: ModelRecord, among records: [ModelRecord]) -> ArrivedModel {
    let isLost = !records.contains { $0.marks.contains(.isDefault) }
    return ArrivedModel(
      record: record,
      current: records.first { $0.name == record.name && $0.marks.contains(.isCurrent) },
      endedDefault: isLost ? before.first { $0.marks.contains(.isDefault) }?.name : nil)
  }

  /// Whether a record that is not the one hoped for is the daemon's last word on the new file.
  ///
  /// A refusal that stood there before is that of an earlier file, until it changes.
  func isVerdict(_ record: ModelRecord) -> Bool {
    switch record.state {
    case .serving, .loading: false
    case .unloaded: true
    case .refused, .stale:
      !before.contains {
        isOwn($0) && $0.state == record.state && $0.reason == record.reason
      }
    }
  }

  /// Why the published bytes do not serve.
  func notServed(_ record: ModelRecord?) -> WorkflowError {
    if let record, record.state == .unloaded {
      return error(
        .check, code: "unloaded", "was unloaded by order and stays so",
        remedy: "load it with 'mnistctl models load \(publication.reference)'")
    }
    if let reason = record?.reason, !reason.isEmpty {
      return error(.check, code: "refused", reason)
    }
    var failure = error(
      .check, code: "refused", "the daemon has other bytes in its place", remedy: whichDirectory)
    failure.found = record?.digestText
    return failure
  }

  /// Why a daemon that was told to load the file did not answer as it should.
  func unanswered(_ error: ServingError) -> WorkflowError {
    var failure = WorkflowError(error)
    if case .refused(let refusal) = error, refusal.status == .noModel {
      failure.remedy = whichDirectory
    }
    return failure
  }

  /// What a daemon says when the time is over.
  ///
  /// - Parameter directoryFault: why it cannot look at its directory; empty where it can.
  func late(
    _ record: ModelRecord?, _ time: Duration, directoryFault: String
  ) -> WorkflowError {
    let state = record.map { "\($0.state)\($0.reason.isEmpty ? "" : ": \($0.reason)")" }
    let fault = directoryFault.isEmpty ? "" : "; \(directoryFault)"
    return error(
      .environment, code: "deadline",
      "expected the daemon to serve it in \(time / .seconds(1)) s, found it "
        + (state ?? "not listed") + fault,
      remedy: !fault.isEmpty ? "'mnistctl doctor' tells more" : state == nil ? whichDirectory : nil)
  }

  /// What to look at where the daemon seems to look elsewhere.
  private var whichDirectory: String {
    "is \(publication.target) in the directory that mnistd watches? name that with --models"
  }

  private func error(
    _ kind: WorkflowError.Kind, code: String, _ text: String, remedy: String? = nil
  ) -> WorkflowError {
    WorkflowError(
      kind, code: code, "\(publication.reference) is published and does not serve: \(text)",
      path: publication.target.string, expected: "\(publication.digest)", remedy: remedy)
  }
}

extension ModelRecord {
  /// SHA-256 of what is loaded, as people write it.
  var digestText: String { ContentDigest(bytes: digest)?.description ?? "" }

  /// Whether it stands for a pin, a rollback or labels whose model is nowhere, and for no file.
  ///
  /// What is nowhere has come from no file, so it bears no mark or label but those of orders.
  public var isUnmetOrder: Bool {
    state == .refused && (marks.contains(.isPinned) || !labels.isEmpty)
  }

  /// How clients name the file's model; `nil` where the daemon's text is no reference.
  public var reference: ModelReference? {
    // A record of a daemon that breaks the grammar is shown as it is and never asked for.
    try? ModelReference(title)
  }
}
