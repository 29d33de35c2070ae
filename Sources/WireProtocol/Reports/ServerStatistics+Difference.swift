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
    difference.models = recent(since: earlier.models)
    return difference
  }

  /// What each record counted since earlier ones.
  ///
  /// A generation's figures may have gone over into those of earlier generations meanwhile. So what
  /// a record of several generations counted is what all of them did, less what has a record of its
  /// own: those stand behind it.
  private func recent(since earlier: [ModelStatistics]) -> [ModelStatistics] {
    var found: [ModelStatistics] = []
    for model in models.reversed() {
      let now = model.sum(of: models)
      found.append(now.since(model.sum(of: earlier)).since(model.sum(of: found)))
    }
    return found.reversed()
  }
}

extension ModelStatistics {
  /// The figures of a list that are, or may have gone over into, those of this record.
  fileprivate func sum(of list: [ModelStatistics]) -> ModelStatistics {
    var sum = ModelStatistics(generation: generation, name: name, version: version)
    for other in list where includes(other) { sum.merge(other) }
    return sum
  }

  /// A generation is itself; of generation 0 are all of the name and version; without a name, all.
  private func includes(_ other: ModelStatistics) -> Bool {
    if generation > 0 { return other.generation == generation }
    return name.isEmpty || other.name == name && other.version == version
  }
}

extension ModelStatistics {
  /// What happened since an earlier state of the same figures; of what has become less, nothing.
  public func since(_ earlier: ModelStatistics) -> ModelStatistics {
    var difference = self
    difference.requests -= min(requests, earlier.requests)
    difference.images -= min(images, earlier.images)
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
    for status in Status.allCases { difference[status] -= min(self[status], earlier[status]) }
    return difference
  }

  /// How often requests were refused, for whatever cause.
  public var total: UInt64 { statuses.reduce(0) { $0 &+ self[$1] } }
}
