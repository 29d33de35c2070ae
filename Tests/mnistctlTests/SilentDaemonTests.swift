import Foundation
import Testing

@Suite("mnistctl and a daemon that is silent", .timeLimit(.minutes(10)))
struct SilentDaemonTests {
  @Test(
    "nobody waits longer than was asked for",
    arguments: [
      ["status", "--wait", "1"], ["reload", "--timeout", "1"],
      ["reload", "--wait", "--timeout", "1"], ["models", "load", "digits", "--timeout", "1"],
      [
        "models", "publish", RunningDaemon.everything, "--as", "digits", "--wait", "--timeout", "1",
      ],
    ])
  func patience(arguments: [String]) throws {
    let scratch = try Scratch()
    let daemon = try RunningDaemon(in: scratch, models: ["digits.mlp": RunningDaemon.digits])
    daemon.suspend()
    let clock = ContinuousClock()
    let start = clock.now
    let outcome = try Tool.run(
      arguments + ["--json"], in: scratch, environment: daemon.environment)
    // A second, and as much again for a busy machine; without a limit it was five or ten.
    #expect(clock.now - start < .seconds(4), "\(arguments)")
    #expect(outcome.status == 4)
    #expect(try outcome.error["code"] == .text("timedOut"))
    #expect(try outcome.error["message"].text?.contains("'mnistctl doctor' tells more") == true)
  }
}
