import WireProtocol

/// The object that `stats --json` prints.
struct StatisticsReport: Encodable {
  struct Connections: Encodable {
    let open: UInt32
    let accepted: UInt64
    let refused: UInt64
  }

  struct Model: Encodable {
    let name: String
    let version: OrNull<String>
    let generation: UInt32
    let requests: UInt64
    let images: UInt64
    let refusals: [String: UInt64]
    let requestsPerSecond: OrNull<Double>
    let imagesPerSecond: OrNull<Double>
    let stages: [String: StageTimes]
  }

  let uptimeSeconds: Double
  let intervalSeconds: OrNull<Double>
  let workers: UInt32
  let connections: Connections
  let refusals: [String: UInt64]
  let models: [Model]

  init(_ sample: StatisticsSample) {
    let total = sample.total
    uptimeSeconds = Double(total.uptimeMilliseconds) / 1_000
    intervalSeconds = OrNull(sample.seconds)
    workers = total.workers
    connections = Connections(
      open: total.connectionsOpen, accepted: total.connectionsAccepted,
      refused: total.connectionsRefused)
    refusals = Self.counts(total.refusals)
    models = zip(total.models, sample.recent.models).map { model, recent in
      Model(
        name: model.name, version: OrNull(model.version.isEmpty ? nil : model.version),
        generation: model.generation, requests: model.requests, images: model.images,
        refusals: Self.counts(model.refusals),
        requestsPerSecond: OrNull(sample.perSecond(recent.requests)),
        imagesPerSecond: OrNull(sample.perSecond(recent.images)),
        stages: Self.stages(recent.durations))
    }
  }

  private static func counts(_ refusals: RefusalCounts) -> [String: UInt64] {
    var counts: [String: UInt64] = [:]
    for status in refusals.statuses { counts["\(status)"] = refusals[status] }
    return counts
  }

  private static func stages(_ durations: [Stage: DurationHistogram]) -> [String: StageTimes] {
    var stages: [String: StageTimes] = [:]
    for (stage, histogram) in durations { stages["\(stage)"] = StageTimes(histogram) }
    return stages
  }
}
