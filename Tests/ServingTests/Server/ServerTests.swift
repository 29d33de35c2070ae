import Glibc
import LinearAlgebra
import ModelFile
import NeuralNet
import Posix
import ServingSupport
import SystemPackage
import Testing
import WireProtocol

@testable import Serving

@Suite("The whole server", .timeLimit(.minutes(2))) struct ServerTests {
  private static let image: [UInt8] = [10, 200, 0, 255]

  private func logits(_ seed: Int) -> [Float] {
    Classifier(network: TestModels.model(seed).network, kernels: .scalar)
      .logits(Self.image.span, count: 1)
  }

  @Test("it is ready once its models were looked at, and then serves on both sockets")
  func serves() throws {
    let fixture = try ServerFixture()
    try fixture.folders.put(TestModels.file(1), "digits.mlp")
    try fixture.start()
    let messages = try fixture.manager.told("READY=1")
    #expect(messages.last?.contains("STATUS=1 model, default digits\n") == true)
    let client = try fixture.connect()
    let found = try client.classify(Self.image, images: 1, options: .logits)
    #expect(found.logits == logits(1))
    #expect(try fixture.records(.index).map(\.summary) == ["digits@ serving 1"])
    let status = try ServerStatus(decoding: try client.ask(.status).payload)
    #expect(status.state == .ready)
    #expect(status.workers == 2)
    #expect(status.line == "1 model, default digits")
    #expect(fixture.log.all.contains { $0.hasPrefix("notice ready: 1 model") })
  }

  @Test("a network of 8-bit integers is served like any other, in a swap and in batches")
  func quantised() throws {
    let fixture = try ServerFixture()
    try fixture.folders.put(TestModels.file(1), "digits.mlp")
    try fixture.start()
    try fixture.manager.told("READY=1")
    let client = try fixture.connect()
    try fixture.folders.put(TestModels.quantisedFile(), "digits.mlp")
    #expect(try fixture.records(.reload).map(\.summary) == ["digits@ serving 2"])
    let pixels = (0..<4 * 200).map { UInt8(truncatingIfNeeded: $0 &* 89) }
    let expected = Classifier(network: TestModels.quantised.network, kernels: .scalar)
      .logits(pixels.span, count: 200)
    #expect(try client.classify(pixels, images: 200, options: .logits).logits == expected)
  }

  @Test("connections are shared out among the workers, counted, and given back")
  func connections() throws {
    let fixture = try ServerFixture()
    try fixture.start()
    try fixture.manager.told("READY=1")
    do {
      let clients = try (0..<4).map { _ in try fixture.connect() }
      let answer = try clients[0].ask(.stats)
      let statistics = try ServerStatistics(
        decoding: answer.payload, itemCount: answer.header.itemCount)
      #expect(statistics.connectionsOpen == 4)
      #expect(statistics.connectionsAccepted == 4)
      #expect(statistics.connectionsRefused == 0)
      #expect(statistics.workers == 2)
    }
    let client = try fixture.connect()
    var status = try ServerStatus(decoding: try client.ask(.status).payload)
    while status.connections > 1 {
      status = try ServerStatus(decoding: try client.ask(.status).payload)
    }
  }

  @Test("who is one too many is refused, counted and logged")
  func tooMany() throws {
    let fixture = try ServerFixture { $0.limits.connections = 1 }
    try fixture.start()
    try fixture.manager.told("READY=1")
    let client = try fixture.connect()
    let refused = try fixture.connect(greeting: false)
    let goaway = try refused.goaway()
    #expect(goaway.text == "connections: expected at most 1, found 1 open")
    let answer = try client.ask(.stats)
    let statistics = try ServerStatistics(
      decoding: answer.payload, itemCount: answer.header.itemCount)
    #expect(statistics.connectionsRefused == 1)
    #expect(statistics.connectionsAccepted == 1)
    #expect(fixture.log.all.contains { $0.contains("refused a connection: \(goaway.text)") })
  }

  @Test("RELOAD and SIGHUP look at the files; a bad one keeps the model, and STATUS tells why")
  func reload() throws {
    let fixture = try ServerFixture()
    try fixture.folders.put(TestModels.file(1), "digits.mlp")
    try fixture.start()
    try fixture.manager.told("READY=1")
    let client = try fixture.connect()
    try fixture.folders.put(TestModels.file(2), "digits.mlp")
    #expect(try fixture.records(.reload).map(\.summary) == ["digits@ serving 2"])
    #expect(
      try client.classify(Self.image, images: 1, options: .logits).logits == logits(2))

    try fixture.folders.put(TestModels.fileWithWrongSelfTest(3), "digits.mlp")
    fixture.signal(SIGHUP)
    let reloading = try #require(
      try fixture.manager.untilTold { $0.hasPrefix("RELOADING=1\nMONOTONIC_USEC=") }.last)
    #expect(reloading.split(separator: "\n").count == 2)
    let ready = try #require(try fixture.manager.told("READY=1").last)
    #expect(ready.contains("STATUS=1 model, default digits; digits stale: "))
    let record = try #require(try fixture.records(.index).first)
    #expect(record.summary == "digits@ stale 2")
    #expect(ready.contains(record.reason))
    #expect(
      try client.classify(Self.image, images: 1, options: .logits).logits == logits(2))
    let status = try ServerStatus(decoding: try client.ask(.status).payload)
    #expect(status.refusedModels == 1)
    #expect(status.line.contains(record.reason))
  }

  @Test(
    "SIGTERM and SIGINT drain: what was asked is answered, and the socket files go",
    arguments: [SIGTERM, SIGINT])
  func signals(number: Int32) throws {
    let fixture = try ServerFixture()
    try fixture.folders.put(TestModels.file(1), "digits.mlp")
    try fixture.start()
    try fixture.manager.told("READY=1")
    let clients = try SocketKind.allCases.map { try fixture.connect(on: $0) }
    fixture.signal(number)
    for client in clients { #expect(try client.goaway().status == .draining) }
    #expect(fixture.end() == nil)
    let messages = try fixture.manager.told("STOPPING=1")
    #expect(messages.last == "STOPPING=1\nSTATUS=stopping\n")
    #expect(!fixture.exists(.data) && !fixture.exists(.control))
    #expect(fixture.log.all.last?.hasPrefix("notice stopped") == true)
  }

  @Test("DRAIN of the control socket stops the server too")
  func drain() throws {
    let fixture = try ServerFixture()
    try fixture.start()
    try fixture.manager.told("READY=1")
    let client = try fixture.connect(on: .control)
    #expect(try client.ask(.drain).status == .ok)
    #expect(try client.goaway().status == .draining)
    #expect(fixture.end() == nil)
    #expect(fixture.log.all.contains { $0.hasPrefix("notice stopping by order") })
  }

  @Test("a client that does not read delays the end no longer than the drain timeout")
  func drainTimeout() throws {
    let fixture = try ServerFixture { $0.drainTimeout = .milliseconds(30) }
    try fixture.start()
    try fixture.manager.told("READY=1")
    let client = try fixture.connect()
    try fillWithAnswers(client)
    fixture.signal(SIGTERM)
    #expect(fixture.end() == nil)
  }

  @Test("a second signal ends at once what is still waiting")
  func secondSignal() throws {
    let fixture = try ServerFixture { $0.drainTimeout = .seconds(3_600) }
    try fixture.start()
    try fixture.manager.told("READY=1")
    let (silent, client) = (try fixture.connect(), try fixture.connect())
    try fillWithAnswers(silent)
    fixture.signal(SIGTERM)
    // It drains: others are gone, this one is waited for.
    #expect(try client.goaway().status == .draining)
    try fixture.manager.told("STOPPING=1")
    fixture.signal(SIGHUP)
    fixture.signal(SIGTERM)
    #expect(fixture.end() == nil)
    #expect(!fixture.log.all.contains { $0.contains("SIGHUP") })
  }

  /// Asks until the answers that the client does not read fill the kernel's buffer.
  private func fillWithAnswers(_ client: WireClient) throws {
    let echo = [UInt8](repeating: 1, count: 64)
    let sender = SlowSender(client, (0..<20_000).flatMap { _ in client.request(.ping, echo) })
    while !sender.isDone {
      try sender.sendUntilBlocked()
      guard try client.stream.wait(for: .writable, timeoutMilliseconds: 100) else { return }
    }
  }

  @Test("models are stored with the manager, and taken back when they serve no more")
  func store() throws {
    let fixture = try ServerFixture()
    try fixture.folders.put(TestModels.file(1), "digits.mlp")
    try fixture.start()
    let names = try (1...3).map { seed in
      "FDNAME=model digits#\(ContentDigest(of: try TestModels.file(seed))) \(seed)"
    }
    #expect(try fixture.manager.told(names[0]).last?.hasPrefix("FDSTORE=1\n") == true)
    // The one before is kept, because a rollback would need it; the one before that is not.
    try fixture.folders.put(TestModels.file(2), "digits.mlp")
    _ = try fixture.records(.reload)
    let second = try fixture.manager.told(names[1])
    #expect(second.allSatisfy { !$0.hasPrefix("FDSTOREREMOVE") })
    try fixture.folders.put(TestModels.file(3), "digits.mlp")
    _ = try fixture.records(.reload)
    let third = try fixture.manager.told(names[2])
    #expect(third.contains("FDSTOREREMOVE=1\n\(names[0])\n"))
    #expect(!third.contains("FDSTOREREMOVE=1\n\(names[1])\n"))
    _ = try fixture.records(.unload, "digits")
    let gone = try fixture.manager.told(names[2])
    #expect(gone.last == "FDSTOREREMOVE=1\n\(names[2])\n")
  }

  @Test("the watchdog is fed while all workers answer")
  func watchdog() throws {
    let fixture = try ServerFixture(watchdog: "20000")
    try fixture.start()
    for _ in 0..<3 { try fixture.manager.told("WATCHDOG=1") }
  }

  @Test("a missing directory or another server's state is an error, before anybody is told")
  func cannotStart() throws {
    let missing = try ServerFixture { $0.modelDirectory = "/nonexistent/models" }
    try missing.start()
    guard case .resource(let error) = try #require(missing.end()) else {
      Issue.record("expected a fault of the system")
      return
    }
    #expect(error.path == "/nonexistent/models")

    let first = try ServerFixture()
    try first.start()
    try first.manager.told("READY=1")
    let second = try ServerFixture(first.folders)
    try second.start()
    #expect(
      second.end() == .resource(.lockHeld(path: first.folders.state.appending("lock"))))
  }
}
