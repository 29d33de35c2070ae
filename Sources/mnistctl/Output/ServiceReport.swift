import Workflow

/// The part of `demo --json` that is about the service.
struct ServiceReport: Encodable {
  let images: Int
  let differences: Int
  let imagesPerSecond: Double
  let reloads: Int
  let generations: Int
  let sent: UInt64
  let answered: UInt64
  let refusedCount: UInt64
  let lost: UInt64
  let mixed: UInt64
  let latencyMicrosecondsBefore: LatencyReport
  let latencyMicrosecondsDuring: LatencyReport

  init(_ report: ServiceDemo.Report) {
    images = report.images
    differences = report.differences
    imagesPerSecond = report.imagesPerSecond
    reloads = report.reloads
    generations = report.during.generations.count
    sent = report.during.sent
    answered = report.during.answered
    refusedCount = report.during.refusedCount
    lost = report.during.lost
    mixed = report.during.mixed
    latencyMicrosecondsBefore = LatencyReport(report.before.latencies)
    latencyMicrosecondsDuring = LatencyReport(report.during.latencies)
  }
}
