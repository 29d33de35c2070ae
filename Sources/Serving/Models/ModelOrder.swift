package import WireProtocol

/// What a client of the control socket wants done with models: `formats/wire-protocol.md`,
/// section 6.
package enum ModelOrder: Sendable, Hashable {
  /// Looks at the files of a name or version again and serves them, even if they were unloaded.
  case load(ModelReference)
  /// Stops serving a name or version.
  case unload(ModelReference)
  /// Ties a name to a version or digest, or unties it.
  case pin(ModelReference)
  /// Moves or removes a label.
  case label(LabelRequest)
  /// Lets a name serve the model it served before.
  case rollback(ModelReference)
  /// Looks at all files again.
  case reload

  /// What came of it: the records that the answer holds.
  package typealias Outcome = Result<[ModelRecord], Refusal>
}

extension ModelOrder: CustomStringConvertible {
  /// The order as a client gave it, such as `label canary digits@2`.
  package var description: String {
    switch self {
    case .load(let reference): "load \(reference)"
    case .unload(let reference): "unload \(reference)"
    case .pin(let reference): "pin \(reference)"
    case .label(let request): "label \(request.label) \(request.target)"
    case .rollback(let reference): "rollback \(reference)"
    case .reload: "reload"
    }
  }
}
