import Posix
import ServingSupport
import SystemPackage
import Testing
import WireProtocol

@testable import Serving

@Suite(.timeLimit(.minutes(1))) struct StateDirectoryTests {
  let folders: LoaderFolders

  init() throws {
    folders = try LoaderFolders()
    for version in 1...3 { try folders.put(TestModels.file(version), "digits@\(version).mlp") }
  }

  @Test("pins, labels and unloads outlive a restart")
  func restart() async throws {
    let first = try LoaderFixture(folders)
    try await first.start()
    try await first.records(.pin(ModelReference("digits@1")))
    try await first.records(
      .label(LabelRequest(label: "stable", target: ModelReference("digits@1"))))
    try await first.records(.unload(ModelReference("digits@2")))
    first.stop()

    let second = try LoaderFixture(folders)
    try await second.start()
    let entries = second.board.newest.entries
    #expect(entries.map(\.state) == [.serving, .unloaded, .serving])
    #expect(entries[0].labels == ["stable"])
    #expect(entries[0].marks.contains(.isPinned))
    #expect(try second.model("digits").version == "1")
    #expect(try second.model("digits:stable").version == "1")
    #expect(second.digest("digits@2") == nil)
  }

  @Test("a rollback outlives a restart, and a model that was known does not end it")
  func rollback() async throws {
    let first = try LoaderFixture(folders)
    try await first.start()
    try await first.put(TestModels.file(4), "digits@4.mlp")
    #expect(try first.model("digits").version == "4")
    try await first.records(.rollback(ModelReference("digits")))
    #expect(try first.model("digits").version == "3")
    first.stop()

    let second = try LoaderFixture(folders)
    try await second.start()
    #expect(try second.model("digits").version == "3")
    try await second.put(TestModels.file(5), "digits@5.mlp")
    #expect(try second.model("digits").version == "5")
  }

  @Test("a damaged file is kept aside, and the server starts without orders")
  func damaged() async throws {
    let path = folders.state.appending("orders")
    try AtomicFile.replace(path, with: Array("pin digits".utf8))
    let fixture = try LoaderFixture(folders)
    try await fixture.start()
    #expect(try fixture.model("digits").version == "3")
    let aside = folders.state.appending("orders.damaged")
    #expect(try FileContents.read(aside, limit: 100) == Array("pin digits".utf8))
    #expect(try !RegularFile.exists(path))
    #expect(fixture.log.all.contains { $0.contains("orders of the last server are lost") })
  }

  @Test("a state file that is no file is put aside as well")
  func unreadable() async throws {
    try Directory.create(folders.state.appending("orders"))
    let fixture = try LoaderFixture(folders)
    try await fixture.start()
    try await fixture.records(.pin(ModelReference("digits@1")))
    #expect(try RegularFile.exists(folders.state.appending("orders")))
    #expect(try Directory.exists(folders.state.appending("orders.damaged")))
  }

  @Test("two servers cannot share a state directory")
  func lock() async throws {
    let first = try LoaderFixture(folders)
    try await first.start()
    let second = try LoaderFixture(folders)
    #expect(throws: ResourceError.lockHeld(path: folders.state.appending("lock"))) {
      try second.loader.start()
    }
    first.stop()
    try await LoaderFixture(folders).start()
  }

  @Test("an order that cannot be kept is refused, and changes nothing")
  func unwritable() async throws {
    let fixture = try LoaderFixture(folders)
    try await fixture.start()
    let epoch = fixture.board.epoch
    // A directory cannot be replaced by a file, not even by a superuser.
    try Directory.create(folders.state.appending("orders"))
    for order: ModelOrder in try [
      .pin(ModelReference("digits@1")), .unload(ModelReference("digits")),
      .label(LabelRequest(label: "a", target: ModelReference("digits@1"))),
    ] {
      #expect(await fixture.refusal(order)?.status == .internal)
    }
    #expect(fixture.board.epoch == epoch)
    #expect(try fixture.model("digits").version == "3")
    try Directory.removeTree(folders.state.appending("orders"))
    try await fixture.records(.pin(ModelReference("digits@1")))
    #expect(try fixture.model("digits").version == "1")
  }

  @Test("without a state directory orders work, and the log says how long")
  func none() async throws {
    let fixture = try LoaderFixture(folders, keepsOrders: false)
    try await fixture.start()
    try await fixture.records(.pin(ModelReference("digits@1")))
    #expect(try fixture.model("digits").version == "1")
    #expect(fixture.log.all.count { $0.contains("no state directory") } == 1)
  }

  @Test("a missing directory is an error of the start")
  func missing() throws {
    let models = try LoaderFixture(folders) { $0.directory.append("none") }
    #expect(throws: ResourceError.self) { try models.loader.start() }
    let state = try LoaderFixture(folders) { $0.stateDirectory?.append("none") }
    #expect(throws: ResourceError.self) { try state.loader.start() }
  }
}
