import Testing

@Suite("mnistd as a process", .timeLimit(.minutes(10)))
struct DaemonTests {
  private let scratch: Scratch

  init() throws {
    scratch = try Scratch()
  }

  @Test("a daemon starts, serves and ends in good order")
  func life() throws {
    let daemon = try RunningDaemon(in: scratch, models: ["digits.mlp": RunningDaemon.digits])
    #expect(try scratch.names() == ["control.sock", "data.sock", "models", "state"])
    let outcome = daemon.stop()
    #expect(outcome.status == 0)
    #expect(outcome.errors.contains("ready: 1 model, default digits"), "\(outcome.errors)")
    #expect(try scratch.names() == ["models", "state"])
  }

  @Test("a damaged model keeps nobody from starting")
  func damaged() throws {
    let daemon = try RunningDaemon(
      in: scratch,
      models: ["bad.mlp": Fixtures.path("bad/bytes-swapped.mlp"), "ok.mlp": RunningDaemon.digits])
    #expect(daemon.waits(forLog: "a model file was refused"))
    #expect(daemon.stop().status == 0)
  }
}
