import MNISTData
import Posix
import Synchronization
import SystemPackage
import Testing
import Training
import WireProtocol
import Workflow

@Suite("Load generator")
struct LoadGeneratorTests {
  private let scratch: Scratch
  private let models: [StoredModel]

  init() throws {
    let scratch = try Scratch()
    self.scratch = scratch
    models = try [1, 2].map { seed in
      try Samples.train(
        Samples.job(in: scratch, named: "\(seed).mlp") { $0.seed = seed },
        on: Samples.dataset())
    }
  }

  /// Puts a short load on a server.
  private func load(
    script: @escaping @Sendable (Int) -> ScriptedServer.Reaction = { _ in .answer() },
    comparing: [StoredModel] = [], while goesOn: @escaping @Sendable () -> Bool = { true },
    settings change: (inout LoadSettings) -> Void = { _ in }
  ) throws -> LoadGenerator.Outcome {
    let server = try ScriptedServer(in: scratch, models: models, script: script)
    defer { server.stop() }
    var settings = LoadSettings(path: server.path)
    settings.pace = .saturating(inFlight: 4)
    settings.duration = .milliseconds(200)
    settings.warmUp = .zero
    settings.patience = .milliseconds(300)
    change(&settings)
    return try LoadGenerator(settings, comparing: comparing, pool: Samples.pool)
      .run(while: goesOn)
  }

  @Test("every request is counted once, and every answer's latency", arguments: [1, 3], [1, 2])
  func counts(connections: Int, threads: Int) throws {
    let outcome = try load(
      comparing: [models[0]],
      settings: {
        $0.connections = connections
        $0.threads = threads
        $0.batch = 3
      })
    let figures = outcome.figures
    #expect(figures.sent > 0 && figures.answered == figures.sent && figures.lost == 0)
    #expect(figures.latencies.total == figures.answered && figures.refusedCount == 0)
    #expect(figures.generations == [1: figures.answered] && figures.mixed == 0)
    #expect(figures.measuredImages == 3 * figures.measuredAnswers)
    #expect(figures.failure == nil && figures.reconnects == 0 && figures.unsent == 0)
  }

  @Test("an open loop sends what is due, no more and no less")
  func rate() throws {
    let outcome = try load(settings: {
      $0.pace = .steady(requestsPerSecond: 1_000)
      $0.connections = 3
      $0.warmUp = .milliseconds(100)
    })
    #expect(outcome.figures.sent == 300 && outcome.figures.answered == 300)
    #expect(outcome.figures.latencies.total == 200)
  }

  @Test("a server that stalls is charged for every request that had to wait")
  func coordinatedOmission() throws {
    // One answer takes 100 ms; the hundred requests that were due meanwhile waited 50 ms on average.
    let figures = try load(
      script: { index in
        if index == 20 { Pause.sleep(.milliseconds(100)) }
        return .answer()
      }, settings: { $0.pace = .steady(requestsPerSecond: 1_000) }
    ).figures
    #expect(figures.sent == 200 && figures.lost == 0)
    let late = try #require(figures.latencies.quantile(0.6))
    #expect(late > 10_000_000, "\(late)")
  }

  @Test("what could not be sent before the end is told, with the time that it has waited")
  func unsent() throws {
    let figures = try load(
      script: { _ in .swallow }, settings: { $0.pace = .steady(requestsPerSecond: 10_000) }
    ).figures
    // The server's credits are used up: 256 requests.
    #expect(figures.sent == 256 && figures.unsent == 2_000 - 256)
    #expect(figures.lost == 256 && figures.answered == 0)
    #expect(figures.latencies.total == figures.unsent)
  }

  @Test("a request without an answer is lost")
  func lost() throws {
    let figures = try load(script: { $0 == 3 ? .swallow : .answer() }).figures
    #expect(figures.lost == 1 && figures.answered == figures.sent - 1)
  }

  @Test("refusals are counted by their status")
  func refused() throws {
    let figures = try load(script: { $0 % 2 == 0 ? .refuse(.busy) : .answer() }).figures
    #expect(figures.refused[.busy] > 0 && figures.refused.statuses == [.busy])
    #expect(figures.sent == figures.answered + figures.refused[.busy] && figures.lost == 0)
  }

  @Test("refusals that may be sent again are, where that is wanted")
  func resent() throws {
    let figures = try load(
      script: { $0 % 8 == 0 ? .refuse(.notReady) : .answer() },
      settings: { $0.resendsRefused = true }
    ).figures
    #expect(figures.resent > 0 && figures.refusedCount == 0)
    #expect(figures.answered == figures.sent)
  }

  @Test("a connection that ends is made anew, and nothing is lost")
  func hangUp() throws {
    let figures = try load(
      script: { $0 % 10 == 3 ? .hangUp : .answer() }, settings: { $0.connections = 2 }
    ).figures
    #expect(figures.reconnects > 0 && figures.resent >= figures.reconnects)
    #expect(figures.lost == 0 && figures.answered == figures.sent && figures.failure == nil)
  }

  @Test("a server that stays away is given up, and what it had is lost")
  func away() throws {
    let server = Mutex<ScriptedServer?>(nil)
    let running = try ScriptedServer(in: scratch, models: models) { index in
      guard index >= 10 else { return .answer() }
      // The socket goes, so that nobody can connect any more.
      server.withLock { try? RegularFile.remove(FilePath($0?.path ?? "")) }
      return .hangUp
    }
    server.withLock { $0 = running }
    defer { running.stop() }
    var settings = LoadSettings(path: running.path)
    settings.pace = .saturating(inFlight: 4)
    settings.duration = .seconds(60)
    settings.patience = .milliseconds(100)
    settings.warmUp = .zero
    let figures = try LoadGenerator(settings, pool: Samples.pool).run().figures
    #expect(figures.answered == 10 && figures.lost == 4)
    #expect(figures.failure?.contains("cannot connect") == true)
  }

  @Test("answers of one generation that come from two models are mixed")
  func mixed() throws {
    let figures = try load(
      script: { .answer(model: $0 == 2 ? 1 : 0) }, comparing: models
    ).figures
    #expect(figures.mixed == 1 && figures.lost == 0)
  }

  @Test("an answer that is none of the known models' is mixed")
  func unknown() throws {
    let figures = try load(
      script: { .answer(model: $0 == 2 ? 1 : 0) }, comparing: [models[0]]
    ).figures
    #expect(figures.mixed == 1)
    let none = try load(comparing: [models[1]]).figures
    #expect(none.mixed == none.answered)
  }

  @Test("a load that is not to go on ends early")
  func stopped() throws {
    let outcome = try load(while: { false }, settings: { $0.duration = .seconds(60) })
    #expect(outcome.seconds < 1 && outcome.figures.lost == 0)
  }

  @Test("images, models and batches that do not fit are refused before anything is sent")
  func misfit() throws {
    let server = try ScriptedServer(in: scratch, models: models)
    defer { server.stop() }
    let images = try Samples.part(4, from: 0).images
    var settings = LoadSettings(path: server.path)
    settings.batch = 65_537
    let batch = failure { () throws(WorkflowError) in
      try LoadGenerator(settings, pool: Samples.pool)
    }
    #expect(batch?.kind == .usage && batch?.expected == "at most 65536")
    settings.batch = 1
    let size = failure { () throws(WorkflowError) in
      try LoadGenerator(
        settings, images: .init(rows: 4, columns: 5, pixels: images.pixels), pool: Samples.pool)
    }
    #expect(size?.code == "imageSize" && size?.expected == "5 x 4" && size?.found == "4 x 5")
    settings.path = scratch.path("nobody").string
    let absent = failure { () throws(WorkflowError) in
      try LoadGenerator(settings, pool: Samples.pool)
    }
    #expect(absent?.kind == .environment)
    #expect(server.count == 0)
  }
}
