extension ServerStatistics {
  /// What happened since an earlier answer of the same server: its counts and histograms are those
  /// of the time between, while uptime, open connections and workers are those of now.
  ///
  /// A server that has started anew meanwhile counts from its start.
  public func since(_ earlier: ServerStatistics) -> ServerStatistics {
    guard earlier.uptimeMilliseconds <= uptimeMilliseconds else { return self }
    var difference = self
    difference.connectionsAccepted &-= earlier.connectionsAccepted
    difference.connectionsRefused &-= earlier.connectionsRefused
    difference.refusals = refusals.since(earlier.refusals)
    difference.models = models.map { model in
      earlier.models.first { $0.generation == model.generation }.map(model.since) ?? model
    }
    return difference
  }
}

extension ModelStatistics {
  /// What happened since an earlier state of the same generation's figures.
  public func since(_ earlier: ModelStatistics) -> ModelStatistics {
    var difference = self
    difference.requests &-= earlier.requests
    difference.images &-= earlier.images
    difference.refusals = refusals.since(earlier.refusals)
    for (stage, histogram) in durations {
      if let before = earlier.durations[stage] {
        difference.durations[stage] = histogram.since(before)
      }
    }
    return difference
  }
}

extension RefusalCounts {
  /// How often requests were refused since an earlier state of the same counts.
  public func since(_ earlier: RefusalCounts) -> RefusalCounts {
    var difference = self
    for status in Status.allCases { difference[status] &-= earlier[status] }
    return difference
  }

  /// How often requests were refused, for whatever cause.
  public var total: UInt64 { statuses.reduce(0) { $0 &+ self[$1] } }
}
