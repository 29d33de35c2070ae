import Glibc
import Posix
import ServingSupport
import SystemPackage
import Testing
import WireProtocol

@Suite("What mnistd keeps, and how it ends")
struct StateTests {
  private let fixture: DaemonFixture

  init() throws { fixture = try DaemonFixture() }

  private func label(_ label: String, _ target: String) throws {
    let request = try LabelRequest(label: label, target: ModelReference(target))
    _ = try fixture.connect(on: .control).records(.label, request.payload)
  }

  private func killAndStart(_ daemon: ChildProcess, _ options: [String] = []) throws -> ChildProcess
  {
    daemon.kill(SIGKILL)
    #expect(try daemon.end() == 128 + SIGKILL)
    return try fixture.start(options)
  }

  private func end(_ daemon: ChildProcess) throws {
    daemon.kill(SIGTERM)
    #expect(try daemon.end() == 0)
  }

  @Test("pins, labels, unloads and rollbacks outlive SIGKILL")
  func orders() throws {
    for version in 1...3 { try fixture.put(TestModels.file(version), "digits@\(version).mlp") }
    try fixture.put(TestModels.file(8), "other.mlp")
    var daemon = try fixture.start(["--default", "digits"])
    try fixture.order(.pin, "digits@1")
    try label("stable", "digits@2")
    try fixture.order(.unload, "other")
    let expected = [
      "digits@1 serving default pinned", "digits@2 serving stable", "digits@3 serving",
      "other unloaded",
    ]
    #expect(try fixture.index() == expected)
    daemon = try killAndStart(daemon, ["--default", "digits"])
    #expect(try fixture.index() == expected)
    let client = try fixture.connect()
    let answer = try client.ask(.resolve, Array("digits:stable".utf8))
    let found = try Resolution(decoding: answer.payload, itemCount: answer.header.itemCount)
    #expect(found.reference == "digits@2")

    // Without the pin the name serves its latest version; a rollback goes back to the pinned one.
    try fixture.order(.pin, "digits")
    let before = try fixture.order(.rollback, "digits").map(\.summary)
    #expect(before.contains("digits@1 serving default pinned"))
    daemon = try killAndStart(daemon, ["--default", "digits"])
    #expect(try fixture.index().contains("digits@1 serving default pinned"))
    try fixture.order(.load, "other")
    daemon = try killAndStart(daemon, ["--default", "digits"])
    #expect(try fixture.index().contains("other serving"))
    try end(daemon)
  }

  @Test("a rollback, pin or label to bytes that no file holds any more outlives SIGKILL")
  func replacedFile() throws {
    func logits() throws -> [Float]? {
      try fixture.connect().classify([9, 8, 7, 6], images: 1, options: .logits).logits
    }
    try fixture.put(TestModels.file(1), "digits.mlp")
    var daemon = try fixture.start()
    let before = try logits()
    let digest = try #require(try fixture.order(.index).first).digest
      .map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    try fixture.put(TestModels.file(2), "digits.mlp")
    try fixture.order(.reload)
    #expect(try logits() != before)
    try fixture.order(.rollback, "digits")
    daemon = try killAndStart(daemon)
    #expect(try logits() == before)
    try label("stable", "digits#\(digest)")
    try fixture.order(.pin, "digits#\(digest)")
    daemon = try killAndStart(daemon)
    #expect(try logits() == before)
    #expect(try fixture.index() == ["digits serving", "digits serving default pinned stable"])
    // Without the pin the file serves, and only the label needs the bytes.
    try fixture.order(.pin, "digits")
    daemon = try killAndStart(daemon)
    #expect(try logits() != before)
    #expect(try fixture.index() == ["digits serving default", "digits serving stable"])
    try label("stable", "digits")
    #expect(try Directory.entries(of: fixture.state).map(\.string) == ["lock", "orders"])
    try end(daemon)
  }

  @Test("a damaged state file is kept aside, told of, and does without")
  func damagedState() throws {
    try fixture.put(TestModels.file(1), "digits.mlp")
    try fixture.put(TestModels.file(2), "other.mlp")
    let first = try fixture.start()
    try fixture.order(.unload, "other")
    try end(first)
    let path = fixture.state.appending("orders")
    var bytes = try FileContents.read(path, limit: 1 << 20)
    bytes[bytes.count / 2] ^= 0x40
    try AtomicFile.replace(path, with: bytes, syncing: false)
    let second = try fixture.start()
    #expect(try fixture.index() == ["digits serving", "other serving"])
    try end(second)
    let line = try #require(
      try second.errors.split(separator: "\n").first {
        $0.contains("orders of the last server are lost")
      })
    #expect(line.contains(path.string), "\(line)")
    #expect(
      try FileContents.read(fixture.state.appending("orders.damaged"), limit: 1 << 20) == bytes)
  }

  @Test(
    "a bad file keeps the model that serves, and STATUS tells the reason", arguments: [true, false])
  func badFile(bySignal: Bool) throws {
    try fixture.put(TestModels.file(1), "digits.mlp")
    let daemon = try fixture.start()
    let client = try fixture.connect()
    let before = try client.classify([9, 8, 7, 6], images: 1, options: .logits)
    try fixture.put(Array(TestModels.file(2).dropLast()), "digits.mlp")
    if bySignal { daemon.kill(SIGHUP) } else { try fixture.order(.reload) }
    let told = try fixture.manager.untilTold { $0.contains("digits stale: ") }
    #expect(try fixture.index() == ["digits stale default"])
    let reason = try #require(try fixture.order(.index).first).reason
    #expect(told.last?.contains(reason) == true)
    let after = try client.classify([9, 8, 7, 6], images: 1, options: .logits)
    #expect(after.logits == before.logits)
    try end(daemon)
    #expect(try daemon.errors.contains(reason))
  }

  @Test("a new file is noticed by itself and answers with another generation")
  func noticed() throws {
    try fixture.put(TestModels.file(1), "digits.mlp")
    let daemon = try fixture.start()
    let generation = try fixture.order(.index).map(\.generation)
    try fixture.put(TestModels.file(2, inputs: 6), "digits.mlp")
    // The manager is told with each catalogue.
    var record = try #require(try fixture.order(.index).first)
    while record.inputs != 6 {
      _ = try fixture.manager.text()
      record = try #require(try fixture.order(.index).first)
    }
    #expect(record.generation > generation[0])
    try end(daemon)
  }

  @Test("SIGTERM answers what has been received, says good-bye, and exits with 0")
  func drain() throws {
    try fixture.put(TestModels.file(1), "digits.mlp")
    let daemon = try fixture.start()
    let clients = try (0..<4).map { _ in try fixture.connect() }
    for client in clients {
      try client.send((0..<100).flatMap { client.frame([1, 2, 3, 4], images: 1, id: UInt64($0)) })
      // The first answer shows that all of them, sent with one call, are there.
      #expect(try client.next()?.status == .ok)
    }
    daemon.kill(SIGTERM)
    for client in clients {
      var answers: [WireClient.Answer] = []
      while let answer = try client.next() { answers.append(answer) }
      #expect(answers.filter { $0.header.opcode == .goaway }.map(\.status) == [.draining])
      #expect(answers.count { $0.header.opcode == .classify && $0.status == .ok } == 99)
    }
    #expect(try daemon.end() == 0)
    #expect(try FileStatus.ifPresent(fixture.socket(.data)) == nil)
  }

  @Test("a second SIGTERM ends a daemon that still waits for a client")
  func secondSignal() throws {
    let daemon = try fixture.start(["--drain-timeout", "3600000"])
    let client = try fixture.connect()
    let ping = client.request(.ping, [UInt8](repeating: 1, count: 64))
    // Answers that nobody reads fill the kernel's buffer and wait in the daemon.
    let flood = Array(repeating: ping, count: 20_000).flatMap { $0 }
    var sent = 0
    while sent < flood.count {
      let rest = flood.span.extracting(sent..<flood.count)
      guard case .bytes(let count) = try client.stream.send(rest) else {
        guard try client.stream.wait(for: .writable, timeoutMilliseconds: 200) else { break }
        continue
      }
      sent += count
    }
    daemon.kill(SIGTERM)
    try fixture.manager.told("STOPPING=1")
    daemon.kill(SIGTERM)
    #expect(try daemon.end() == 0)
  }
}
