import ServingClient
import Testing
import WireProtocol

@Suite("mnistctl stats", .timeLimit(.minutes(10)))
struct StatsTests {
  private let scratch: Scratch
  private let daemon: RunningDaemon

  init() throws {
    scratch = try Scratch()
    daemon = try RunningDaemon(in: scratch, models: ["digits@1.mlp": RunningDaemon.digits])
  }

  /// Five requests of three images each, and one that is refused.
  private func classify() throws {
    var connection = try ServingConnection(to: scratch.path("data.sock"), as: "tests")
    let inputs = try connection.resolve(nil).inputs
    let pixels = [UInt8](repeating: 7, count: 3 * inputs)
    for _ in 0..<5 { _ = try connection.classify(pixels.span, images: 3) }
    #expect(throws: ServingError.self) {
      try connection.classify([UInt8](repeating: 0, count: inputs + 1).span, images: 1)
    }
  }

  @Test("tables show what was done and how long it took")
  func text() throws {
    try classify()
    let outcome = try daemon.run("stats")
    #expect(outcome.status == 0 && outcome.errors.isEmpty)
    #expect(outcome.lines[0].hasPrefix("up ") && outcome.lines[0].contains("1 worker, "))
    let counts = try #require(outcome.lines.first { $0.hasPrefix("digits@1") })
    #expect(counts.split(separator: " ").prefix(4) == ["digits@1", "1", "5", "15"])
    for stage in ["read", "wait", "compute", "write"] {
      #expect(outcome.output.contains("1  \(stage)"), "\(outcome.output)")
    }
    #expect(outcome.output.contains("refused BAD_SHAPE 1 ("))
  }

  @Test("the object has the promised keys and types")
  func object() throws {
    try classify()
    let json = try daemon.run("stats", "--json").json
    #expect(
      json.keys == [
        "connections", "intervalSeconds", "models", "refusals", "uptimeSeconds", "workers",
      ])
    #expect(json["connections"].shape == "{accepted:number open:number refused:number}")
    let model = json["models"][0]
    #expect(
      model.keys == [
        "generation", "images", "imagesPerSecond", "name", "refusals", "requests",
        "requestsPerSecond", "stages", "version",
      ])
    #expect(model["requests"] == .number(5) && model["images"] == .number(15))
    #expect(model["version"] == .text("1") && model["requestsPerSecond"] == .null)
    #expect(model["stages"].keys == ["compute", "read", "wait", "write"])
    let times = model["stages"]["compute"]
    #expect(
      times.keys == [
        "count", "maxMicroseconds", "meanMicroseconds", "p50Microseconds", "p90Microseconds",
        "p999Microseconds", "p99Microseconds",
      ])
    let ascending = ["p50", "p90", "p99", "p999", "max"].map {
      times["\($0)Microseconds"].number ?? -1
    }
    #expect(ascending == ascending.sorted() && ascending[0] > 0)
    let refusals = [json["refusals"], model["refusals"]].map { $0["BAD_SHAPE"].number ?? 0 }
    #expect(refusals.reduce(0, +) == 1)
  }

  @Test("watching shows rates of the interval, and Ctrl-C ends it")
  func watch() throws {
    let running = try daemon.start("stats", "--watch", "--json", "--interval", "0.1")
    #expect(running.waits(for: "\"intervalSeconds\":null"))
    try classify()
    #expect(running.waits(for: "\"images\":15,"))
    running.interrupt()
    let outcome = running.outcome()
    #expect(outcome.status == 130 && outcome.errors.isEmpty)
    let lines = try outcome.lines.map { try JSON($0) }
    #expect(lines.count >= 2)
    // The images may have come in several intervals.
    let images = lines.map { line in
      (line["models"][0]["imagesPerSecond"].number ?? 0) * (line["intervalSeconds"].number ?? 0)
    }
    #expect(abs(images.reduce(0, +) - 15) < 0.01)
  }

  @Test("watching as text tells the rates too")
  func watchText() throws {
    try classify()
    let running = try daemon.start("stats", "--watch", "--interval", "0.1")
    #expect(running.waits(for: "images/s"))
    running.interrupt()
    let outcome = running.outcome()
    #expect(outcome.status == 130)
    #expect(!outcome.output.contains("\u{1B}"))
  }

  @Test("an interval longer than the daemon's patience ends no watch")
  func idleTime() throws {
    let (other, options) = (try Scratch(), ["--idle-timeout", "100"])
    let daemon = try RunningDaemon(
      in: other, models: ["digits.mlp": RunningDaemon.digits], options: options)
    let running = try daemon.start("stats", "--watch", "--json", "--interval", "0.3")
    #expect(running.waits(for: "\"intervalSeconds\":0."))
    running.interrupt()
    #expect(running.outcome().status == 130)
  }

  @Test("a daemon that ends also ends the watch")
  func daemonEnds() throws {
    let running = try daemon.start("stats", "--watch", "--json", "--interval", "0.1")
    #expect(running.waits(for: "\"intervalSeconds\""))
    daemon.crash()
    let outcome = running.outcome()
    #expect(outcome.status == 4)
    #expect(try outcome.error["code"] == .text("disconnected"))
  }

  @Test("a reader that has seen enough ends the watch quietly")
  func brokenPipe() throws {
    let outcome = try Tool.shell(
      "set -o pipefail; $mnistctl stats --watch --json --interval 0.1 | head -1", in: scratch,
      environment: daemon.environment)
    #expect(outcome.status == 0 && outcome.errors.isEmpty)
    #expect(outcome.lines.count == 1)
  }

  @Test("Prometheus reads the figures, and histograms add up")
  func prometheus() throws {
    try classify()
    let outcome = try daemon.run("stats", "--prometheus")
    #expect(outcome.status == 0 && outcome.errors.isEmpty)
    let metrics = try Metrics(outcome.output)
    #expect(metrics.types["mnistd_requests_total"] == "counter")
    #expect(metrics.types["mnistd_request_stage_seconds"] == "histogram")
    let model = ["model": "digits", "version": "1", "generation": "1"]
    #expect(
      metrics["mnistd_requests_total"] == [
        .init(name: "mnistd_requests_total", labels: model, value: 5)
      ])
    #expect(metrics["mnistd_images_total"].map(\.value) == [15])
    #expect(metrics["mnistd_ready"].map(\.value) == [1])
    #expect(metrics["mnistd_models_serving"].map(\.value) == [1])
    #expect(metrics.types["mnistd_model_refusals_total"] == "counter")
    #expect(metrics["mnistd_model_refusals_total"].map(\.value) == [0])
    #expect(metrics["mnistd_memory_bytes"].map(\.value) == [0])
    #expect(metrics["mnistd_memory_limit_bytes"].map(\.value) == [1_073_741_824])
    #expect(metrics["mnistd_refusals_total"].map(\.value) == [1])
    for stage in ["read", "wait", "compute", "write"] {
      let buckets = metrics["mnistd_request_stage_seconds_bucket"]
        .filter { $0.labels["stage"] == stage }
      let bounds = buckets.compactMap { Double($0.labels["le"] ?? "") }
      #expect(
        bounds.count == buckets.count && bounds == bounds.sorted() && bounds.last == .infinity)
      let counts = buckets.map(\.value)
      #expect(counts == counts.sorted() && counts.last == 5)
      let sum = metrics["mnistd_request_stage_seconds_sum"].first { $0.labels["stage"] == stage }
      #expect((0..<60).contains(sum?.value ?? -1))
    }
  }

  @Test(
    "options that exclude each other are refused",
    arguments: [
      ["--prometheus", "--json"], ["--prometheus", "--watch"], ["--interval", "1"],
      ["--watch", "--interval", "0"], ["--watch", "--interval", "-1"],
    ])
  func misuse(options: [String]) throws {
    let outcome = try Tool.run(["stats"] + options, in: scratch)
    #expect(outcome.status == 2 && outcome.output.isEmpty)
  }
}
