import Presentation
import WireProtocol

/// A daemon's figures in the text form of Prometheus.
struct MetricsReport {
  /// The text.
  let text: String

  /// Upper bounds of buckets: a doubling each, from a microsecond to eight seconds.
  ///
  /// They are one nanosecond below the powers of two, where the daemon's own buckets end, so that
  /// every count is exact.
  private static let bounds = (10...33).map { (UInt64(1) << $0) - 1 }

  init(_ figures: ServerStatistics, status: ServerStatus) {
    var metrics = MetricsText()
    metrics.begin(
      "mnistd_ready", .gauge, help: "Whether a model serves and mnistd is not stopping.")
    metrics.sample(status.state == .ready ? 1 : 0)
    metrics.begin("mnistd_uptime_seconds", .gauge, help: "Time since the start.")
    metrics.sample(nanoseconds: figures.uptimeMilliseconds &* 1_000_000)
    metrics.begin("mnistd_workers", .gauge, help: "Threads that serve.")
    metrics.sample(UInt64(figures.workers))
    metrics.begin("mnistd_models_serving", .gauge, help: "Models that serve.")
    metrics.sample(UInt64(status.servingModels))
    metrics.begin("mnistd_models_refused", .gauge, help: "Models whose file is refused.")
    metrics.sample(UInt64(status.refusedModels))
    if let supplement = status.supplement {
      metrics.begin(
        "mnistd_model_refusals_total", .counter,
        help: "Model files refused, each time they were read.")
      metrics.sample(supplement.fileRefusals)
      metrics.begin(
        "mnistd_memory_bytes", .gauge,
        help: "Memory of large batches and unread answers of all connections.")
      metrics.sample(supplement.memoryBytes)
      metrics.begin("mnistd_memory_limit_bytes", .gauge, help: "The most that it may be.")
      metrics.sample(supplement.memoryByteLimit)
    }
    metrics.begin("mnistd_connections_open", .gauge, help: "Connections that are open.")
    metrics.sample(UInt64(figures.connectionsOpen))
    metrics.begin("mnistd_connections_accepted_total", .counter, help: "Connections accepted.")
    metrics.sample(figures.connectionsAccepted)
    metrics.begin("mnistd_connections_refused_total", .counter, help: "Connections refused.")
    metrics.sample(figures.connectionsRefused)
    metrics.begin("mnistd_requests_total", .counter, help: "Requests answered with OK.")
    for model in figures.models { metrics.sample(model.requests, Self.labels(model)) }
    metrics.begin("mnistd_images_total", .counter, help: "Images classified.")
    for model in figures.models { metrics.sample(model.images, Self.labels(model)) }
    Self.appendRefusals(of: figures, to: &metrics)
    Self.appendTimes(of: figures, to: &metrics)
    text = metrics.text
  }

  private static func appendRefusals(of figures: ServerStatistics, to metrics: inout MetricsText) {
    metrics.begin(
      "mnistd_refusals_total", .counter,
      help: "Requests refused, by status; those that concern no model have no model's name.")
    for status in figures.refusals.statuses {
      metrics.sample(
        figures.refusals[status],
        [("model", ""), ("version", ""), ("generation", ""), ("status", "\(status)")])
    }
    for model in figures.models {
      for status in model.refusals.statuses {
        metrics.sample(model.refusals[status], labels(model) + [("status", "\(status)")])
      }
    }
  }

  private static func appendTimes(of figures: ServerStatistics, to metrics: inout MetricsText) {
    metrics.begin(
      "mnistd_request_stage_seconds", .histogram,
      help: "Time of answered requests in each stage: read, wait, compute, write.")
    for model in figures.models {
      for stage in Stage.allCases {
        guard let histogram = model.durations[stage] else { continue }
        metrics.histogram(
          bounds: bounds, counts: histogram.counts(upTo: bounds), total: histogram.total,
          sum: histogram.sum, labels(model) + [("stage", "\(stage)")])
      }
    }
  }

  private static func labels(_ model: ModelStatistics) -> MetricsText.Labels {
    [("model", model.name), ("version", model.version), ("generation", "\(model.generation)")]
  }
}
