import ServingClient
import Testing
import WireProtocol

/// What a request fails with; an issue where it does not fail.
func failure(
  at location: SourceLocation = #_sourceLocation, _ body: () throws(ServingError) -> Void
) -> ServingError? {
  do { try body() } catch { return error }
  Issue.record("nothing failed", sourceLocation: location)
  return nil
}

/// The same for what a task waits for.
func failure(
  at location: SourceLocation = #_sourceLocation, _ body: () async throws(ServingError) -> Void
) async -> ServingError? {
  do { try await body() } catch { return error }
  Issue.record("nothing failed", sourceLocation: location)
  return nil
}

extension ServingError {
  /// The refusal of the server, where it is one.
  var refusal: Refusal? { if case .refused(let refusal) = self { refusal } else { nil } }
}
