package import WireProtocol

/// What one worker has counted, as it hands it out.
package struct WorkerReport: Sendable {
  /// Refusals that concern no model.
  package var refusals = RefusalCounts()
  /// The figures of each generation that is kept, and of earlier ones as generation 0, in no order.
  package var models: [ModelStatistics] = []
}
