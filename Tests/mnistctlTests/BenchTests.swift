import Testing

@Suite("mnistctl bench")
struct BenchTests {
  private let scratch: Scratch
  private let daemon: RunningDaemon
  private static let load = ["bench", "--seconds", "0.3", "--warm-up", "0.1", "--json"]

  init() throws {
    scratch = try Scratch()
    daemon = try RunningDaemon(in: scratch, models: ["digits.mlp": RunningDaemon.digits])
  }

  private func bench(_ arguments: String...) throws -> Tool.Outcome {
    try Tool.run(BenchTests.load + arguments, in: scratch, environment: daemon.environment)
  }

  @Test("the object has the promised keys, and nothing is lost or mixed")
  func object() throws {
    let outcome = try bench("--connections", "2", "--check-model", RunningDaemon.digits)
    #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
    let json = try outcome.json
    #expect(
      json.shape == "{answered:number batch:number connections:number failure:null "
        + "generations:[{answers:number generation:number}] imagesPerSecond:number "
        + "inFlight:number latencyMicroseconds:{max:number mean:number p50:number p90:number "
        + "p99:number p999:number} lost:number memoryFiles:boolean mixed:number model:text "
        + "rate:null reconnects:number refused:{} refusedCount:number requestsPerSecond:number "
        + "resent:number seconds:number sent:number threads:number unsent:number "
        + "warmUpSeconds:number}")
    #expect(json["lost"] == .number(0) && json["mixed"] == .number(0))
    #expect(json["sent"] == json["answered"] && json["refusedCount"] == .number(0))
    #expect(json["generations"][0]["answers"] == json["answered"])
    #expect(json["model"] == .text("digits"))
    let latency = json["latencyMicroseconds"]
    let quantiles = ["p50", "p90", "p99", "p999", "max"].compactMap { latency[$0].number }
    #expect(quantiles.count == 5 && quantiles == quantiles.sorted() && quantiles[0] > 0)
  }

  @Test("an open loop sends as much as was asked for, whatever travels how")
  func openLoop() throws {
    for options in [[], ["--memory-files"]] {
      let outcome = try Tool.run(
        BenchTests.load + ["--rate", "200", "--batch", "3", "--model", "digits"] + options,
        in: scratch, environment: daemon.environment)
      #expect(outcome.status == 0, "\(outcome.errors)")
      let json = try outcome.json
      #expect(json["sent"] == .number(80) && json["answered"] == .number(80))
      #expect(json["rate"] == .number(200) && json["mixed"] == .null)
    }
  }

  @Test("people get the figures in lines, and the load on standard error")
  func text() throws {
    let outcome = try Tool.run(
      ["bench", "--seconds", "0.2", "--warm-up", "0", "--rate", "100"], in: scratch,
      environment: daemon.environment)
    #expect(outcome.status == 0)
    #expect(outcome.output.contains("p50") && outcome.output.contains("lost 0"))
    #expect(outcome.errors.hasPrefix("1 connection to mnistd "))
    let quiet = try Tool.run(
      ["bench", "--seconds", "0.2", "--warm-up", "0", "--quiet"], in: scratch,
      environment: daemon.environment)
    #expect(quiet.status == 0 && quiet.errors.isEmpty)
  }

  @Test("answers of another model than the one to compare with fail the command")
  func mixed() throws {
    let trained = try Tool.shell(
      """
      $mnistctl dataset synthesize --count 40 --test-count 0 --out digits --quiet &&
        $mnistctl train --data digits --hidden 8 --epochs 1 --quiet
      """, in: scratch)
    try #require(trained.status == 0, "\(trained.errors)")
    let outcome = try bench("--rate", "50", "--check-model", "model.mlp")
    #expect(outcome.status == 1 && outcome.errors.contains("answers mixed"))
    #expect(try outcome.json["mixed"] == outcome.json["answered"])
  }

  @Test("a daemon that is killed and comes again costs time and no request")
  func restart() throws {
    let running = try Tool.start(
      [
        "bench", "--seconds", "2", "--rate", "200", "--connections", "2", "--warm-up", "0",
        "--resend-refused", "--check-model", RunningDaemon.digits,
      ], in: scratch, environment: daemon.environment)
    #expect(running.waits(forError: "2 connections to"))
    daemon.crash()
    let successor = try RunningDaemon(in: scratch)
    let outcome = running.outcome()
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.output.contains("sent 400, answered 400, refused 0, lost 0, mixed 0"))
    #expect(outcome.output.contains("reconnects 2"), "\(outcome.output)")
    #expect(successor.stop().status == 0)
  }

  @Test("Ctrl-C ends the load, and its figures are told")
  func interrupted() throws {
    let running = try Tool.start(
      ["bench", "--seconds", "600", "--rate", "100"], in: scratch,
      environment: daemon.environment)
    #expect(running.waits(forError: "1 connection to"))
    running.interrupt()
    let outcome = running.outcome()
    #expect(outcome.status == 130 && outcome.output.contains("lost 0"))
  }

  @Test("what cannot be measured is refused in words that help")
  func refusals() throws {
    let batch = try bench("--batch", "65537")
    #expect(batch.status == 2)
    #expect(try batch.error["expected"] == .text("at most 65536"))
    let model = try bench("--model", "other")
    #expect(model.status == 4)
    #expect(try model.error["code"] == .text("NO_MODEL"))
    let absent = try bench("--socket", "nowhere")
    #expect(absent.status == 4)
    try TinyData.write(to: scratch)
    let images = try bench("--images", "data/t10k-images-idx3-ubyte")
    #expect(images.status == 3)
    #expect(try images.error["expected"] == .text("28 x 28"))
    for options in [
      ["--rate", "0"], ["--rate", "fast"], ["--batch", "0"], ["--seconds", "0"],
      ["--rate", "10", "--in-flight", "2"], ["--connections", "0"], ["--model", "a b"],
      ["--socket", ""],
    ] {
      let outcome = try Tool.run(
        BenchTests.load + options, in: scratch, environment: daemon.environment)
      #expect(outcome.status == 2 && outcome.output.isEmpty, "\(options): \(outcome.errors)")
    }
  }
}
