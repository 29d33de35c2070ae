import Glibc
import Posix
import ServingSupport
import SystemPackage
import Testing
import WireProtocol

@Suite("mnistd --check")
struct CheckTests {
  private let fixture: DaemonFixture

  init() throws { fixture = try DaemonFixture() }

  @Test("--check looks at every model file, names the bad ones, and serves nothing")
  func check() throws {
    try fixture.put(TestModels.file(1), "digits.mlp")
    try fixture.put(TestModels.file(2), "digits@2.mlp")
    let good = try DaemonFixture.run(fixture.options + ["--check"])
    #expect(good.status == 0)
    #expect(good.errors.isEmpty)
    #expect(good.output.split(separator: "\n").count == 2)
    #expect(good.output.contains("digits.mlp: ok, "))
    #expect(good.output.contains("digits@2.mlp: ok, "))
    #expect(try FileStatus.ifPresent(fixture.socket(.data)) == nil)

    var damaged = try TestModels.file(3)
    damaged[damaged.count / 2] ^= 1
    try fixture.put(damaged, "bad.mlp")
    try fixture.put(TestModels.fileWithWrongSelfTest(4), "wrong.mlp")
    let bad = try DaemonFixture.run(fixture.options + ["--check"])
    #expect(bad.status == 3)
    #expect(bad.output.contains("bad.mlp: refused, "))
    #expect(bad.output.contains("wrong.mlp: refused, "))
    #expect(bad.output.contains("digits.mlp: ok, "))
    #expect(bad.errors == "error: \(fixture.models): 2 model files refused\n")

    let missing = try DaemonFixture.run(["--models", "/nonexistent", "--check"])
    #expect(missing.status == 4)
    #expect(missing.errors.contains("/nonexistent"))
    #expect(missing.errors.hasPrefix("error: --models: "))
  }

  @Test("--check refuses what the daemon would not load, though the bytes are sound")
  func checkAsDaemon() throws {
    try fixture.put(TestModels.file(1), "digits.mlp")
    let link = fixture.models.appending("link.mlp")
    try #require(link.withPlatformString { symlink("digits.mlp", $0) } == 0)
    let linked = try DaemonFixture.run(fixture.options + ["--check"])
    #expect(linked.status == 3)
    #expect(linked.output.contains("link.mlp: refused, "))
    #expect(linked.errors == "error: \(fixture.models): 1 model file refused\n")
    try RegularFile.removeIfPresent(link)

    let few = try DaemonFixture.run(fixture.options + ["--check", "--max-models", "1"])
    #expect(few.status == 0)
    try fixture.put(TestModels.file(2), "other.mlp")
    let many = try DaemonFixture.run(fixture.options + ["--check", "--max-models", "1"])
    #expect(many.status == 3)
    #expect(many.output.contains("other.mlp: refused, expected at most 1 models"))
    try fixture.put(TestModels.file(3), "c d\n.mlp")
    let named = try DaemonFixture.run(fixture.options + ["--check"])
    #expect(named.status == 3)
    #expect(named.output.contains("c d\\n.mlp: refused, expected a file called NAME.mlp"))
    #expect(named.output.split(separator: "\n").count == 3)
  }

  @Test("--check finds orders that would not hold")
  func checkOrders() throws {
    try fixture.put(TestModels.file(1), "digits.mlp")
    let daemon = try fixture.start()
    let digest = try #require(try fixture.order(.index).first).digest
    let prefix = digest.prefix(4).map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }
    try fixture.order(.pin, "digits#\(prefix.joined())")
    daemon.kill(SIGKILL)
    _ = try daemon.end()
    func check() throws -> DaemonFixture.Outcome {
      try DaemonFixture.run(fixture.options + ["--check"])
    }
    // The file is gone, and the order's own bytes are there.
    try fixture.put(TestModels.file(2), "digits.mlp")
    #expect(try check().status == 0)
    let kept = try #require(
      try Directory.entries(of: fixture.state).first { $0.string.hasPrefix("digits#") })
    try AtomicFile.replace(fixture.state.appending(kept), with: [1])
    let lost = try check()
    #expect(lost.status == 3)
    #expect(lost.output.contains("an order means digits#\(prefix.joined())"))
    #expect(lost.output.contains("expected the SHA-256 of its name"))
    #expect(lost.errors == "error: \(fixture.state): not all orders would hold\n")
    try AtomicFile.replace(fixture.state.appending("orders"), with: [1])
    #expect(try check().output.contains("\(fixture.state)/orders: expected whole lines"))
  }

  @Test("--check finds places that the daemon could not use, and makes nothing there")
  func checkPlaces() throws {
    let places: [(place: Int, path: String, message: String)] = [
      (3, "/nonexistent/state", "--state: cannot lock /nonexistent/state/lock: "),
      (5, "/nonexistent/s", "--socket: cannot lock /nonexistent: "),
      (7, fixture.state.string, "--control-socket: cannot bind \(fixture.state): expected "),
      (5, "/" + String(repeating: "s", count: 200), "--socket: cannot use the socket "),
    ]
    for (place, path, message) in places {
      var options = fixture.options
      options[place] = path
      let outcome = try DaemonFixture.run(options + ["--check"])
      #expect(outcome.status == 4)
      #expect(outcome.errors.hasPrefix("error: \(message)"), "\(outcome.errors)")
    }
    let none = try DaemonFixture.run(["--models", fixture.models.string, "--check"])
    #expect(none.status == 4)
    #expect(none.errors.contains("--socket"))
    #expect(try Directory.entries(of: fixture.state).isEmpty)
    // A daemon that runs is in nobody's way.
    let daemon = try fixture.start()
    #expect(try DaemonFixture.run(fixture.options + ["--check"]).status == 0)
    daemon.kill(SIGTERM)
    #expect(try daemon.end() == 0)
  }

  @Test(
    "a variable asks for the check as well",
    arguments: [("1", 0), ("0", 4), ("perhaps", 2)] as [(String, Int32)])
  func checkByVariable(value: String, status: Int32) throws {
    // A daemon that is not only checked stumbles over the lock of the first.
    let daemon = try fixture.start()
    let outcome = try DaemonFixture.run(fixture.options, environment: ["MNISTD_CHECK": value])
    #expect(outcome.status == status, "\(outcome.errors)")
    daemon.kill(SIGTERM)
    #expect(try daemon.end() == 0)
  }
}
