import ModelFile
import Posix
import ServingSupport
import SystemPackage
import Testing
import WireProtocol

@testable import Serving

/// Orders that mean certain bytes keep them, whatever becomes of files.
@Suite(.timeLimit(.minutes(1))) struct KeptModelTests {
  let folders: LoaderFolders
  let first: ContentDigest

  init() throws {
    folders = try LoaderFolders()
    first = ContentDigest(of: try TestModels.file(1))
  }

  /// The orders by which a name or label means the first model, though its file was replaced.
  enum Kind: CaseIterable {
    case rollback, pin, label

    func order(_ digest: ContentDigest) throws -> ModelOrder {
      switch self {
      case .rollback: .rollback(try ModelReference("digits"))
      case .pin: .pin(try ModelReference("digits#\(digest)"))
      case .label:
        .label(try LabelRequest(label: "old", target: ModelReference("digits#\(digest)")))
      }
    }

    var end: ModelOrder {
      get throws {
        switch self {
        case .rollback, .pin: .pin(try ModelReference("digits"))
        case .label: .label(try LabelRequest(label: "old", target: ModelReference("digits")))
        }
      }
    }

    var reference: String { self == .label ? "digits:old" : "digits" }
  }

  /// What the state directory holds besides the lock.
  private func state() throws -> [String] {
    try Directory.entries(of: folders.state).map(\.string).filter { $0 != "lock" }
  }

  private var keptName: String { "digits#\(first).mlp" }

  /// A loader whose file `digits.mlp` was replaced by a second model.
  private func replaced() async throws -> LoaderFixture {
    try folders.put(TestModels.file(1), "digits.mlp")
    let fixture = try LoaderFixture(folders)
    try await fixture.start()
    try await fixture.put(TestModels.file(2), "digits.mlp")
    return fixture
  }

  /// The orders of an earlier server, which kept no bytes.
  private func leaveOrders(_ change: (inout NameOrders) -> Void) throws {
    var orders = StandingOrders()
    change(&orders["digits"])
    try AtomicFile.replace(folders.state.appending("orders"), with: orders.encoded)
  }

  @Test("an order keeps its bytes over a restart, and lets them go", arguments: Kind.allCases)
  func restart(kind: Kind) async throws {
    let before = try await replaced()
    #expect(try state() == [])
    try await before.records(kind.order(first))
    #expect(try state() == [keptName, "orders"])
    before.stop()

    let after = try LoaderFixture(folders)
    try await after.start()
    #expect(after.digest(kind.reference) == first)
    #expect(after.board.newest.entries.map(\.state) == [.serving, .serving])
    #expect(!after.log.all.contains { $0.contains("model-trouble") })
    try await after.records(kind.end)
    #expect(try state() == ["orders"])
  }

  @Test("bytes that a file holds are kept as well: it may be replaced while no server runs")
  func replacedMeanwhile() async throws {
    try folders.put(TestModels.file(1), "digits.mlp")
    let before = try LoaderFixture(folders)
    try await before.start()
    try await before.records(Kind.pin.order(first))
    before.stop()
    try folders.put(TestModels.file(2), "digits.mlp")
    let after = try LoaderFixture(folders)
    try await after.start()
    #expect(after.digest("digits") == first)
  }

  @Test("a new model ends a rollback, and its bytes go")
  func rollbackEnds() async throws {
    let fixture = try await replaced()
    try await fixture.records(Kind.rollback.order(first))
    try await fixture.put(TestModels.file(3), "digits.mlp")
    #expect(try state() == ["orders"])
  }

  @Test("an order whose bytes or text cannot be kept is refused, and leaves nothing")
  func unwritable() async throws {
    let fixture = try await replaced()
    // A directory cannot be replaced by a file, not even by a superuser.
    for name in [keptName, "orders"] {
      try Directory.create(folders.state.appending(name))
      let refusal = await fixture.refusal(try Kind.rollback.order(first))
      #expect(refusal?.status == .internal)
      #expect(refusal?.text.contains("the order cannot be kept") == true)
      #expect(try state() == [name])
      #expect(fixture.digest("digits") != first)
      try Directory.removeTree(folders.state.appending(name))
    }
    try await fixture.records(Kind.rollback.order(first))
    #expect(fixture.digest("digits") == first)
  }

  @Test("what a crash between two steps leaves is removed at the next start")
  func leftovers() async throws {
    for name in [keptName, ".\(keptName).x.partial"] {
      try AtomicFile.replace(folders.state.appending(name), with: TestModels.file(1))
    }
    try AtomicFile.replace(folders.state.appending("note"), with: [1])
    let fixture = try LoaderFixture(folders)
    try await fixture.start()
    #expect(try state() == ["note"])
    #expect(fixture.board.newest.models.isEmpty)
  }

  @Test("while damaged orders are kept aside, so are their models")
  func damagedOrders() async throws {
    let before = try await replaced()
    try await before.records(Kind.pin.order(first))
    before.stop()
    let orders = try FileContents.read(folders.state.appending("orders"), limit: 1 << 20)
    try AtomicFile.replace(folders.state.appending("orders"), with: [1])
    for _ in 1...2 {
      let damaged = try LoaderFixture(folders)
      try await damaged.start()
      damaged.stop()
      #expect(try state() == [keptName, "orders.damaged"])
    }
    try RegularFile.remove(folders.state.appending("orders.damaged"))
    try AtomicFile.replace(folders.state.appending("orders"), with: orders)
    let mended = try LoaderFixture(folders)
    try await mended.start()
    #expect(mended.digest("digits") == first)
  }

  @Test("orders of a server that kept no bytes get them from a file")
  func earlierServer() async throws {
    try leaveOrders { $0.pin = .digest(first) }
    try folders.put(TestModels.file(1), "digits@1.mlp")
    try folders.put(TestModels.file(2), "digits@2.mlp")
    let fixture = try LoaderFixture(folders)
    try await fixture.start()
    #expect(fixture.digest("digits") == first)
    #expect(try state() == ["digits@1#\(first).mlp", "orders"])
  }

  @Test("an order whose model is nowhere is told of everywhere, until it ends")
  func nowhere() async throws {
    try folders.put([1], "broken.mlp")
    let known = try TestModels.file(2)
    try leaveOrders {
      $0.rollback = Rollback(target: first, known: [first, ContentDigest(of: known)])
      $0.labels = ["old": .digest(first), "canary": .version("7")]
    }
    try folders.put(known, "digits.mlp")
    let fixture = try LoaderFixture(folders)
    try await fixture.start()
    let entries = fixture.board.newest.entries.filter { $0.name == "digits" }
    #expect(
      entries.map(\.summary) == ["digits@ serving 1", "digits@ refused 0", "digits@7 refused 0"])
    #expect(entries[1].marks == .isPinned)
    #expect(entries[1].labels == ["old"])
    #expect(
      entries[1].reason == "rolled back to digits#\(first.description.prefix(12)): "
        + "expected a file with these bytes, found none")
    #expect(entries[2].reason == "label canary on digits@7: expected its file, found none")
    let summary = ModelSummary(fixture.board.newest, refusedLoads: 1)
    #expect(summary.refused == 3)
    let refusal = #expect(throws: Refusal.self) { try fixture.model("digits") }
    #expect(refusal?.text.contains("rolled back to") == true)
    // Told once, though the files are looked at again.
    try await fixture.records(.reload)
    #expect(fixture.log.all.count { $0.contains("an order cannot be met") } == 2)

    try await fixture.records(Kind.rollback.end)
    try await fixture.records(Kind.label.end)
    #expect(fixture.digest("digits") == ContentDigest(of: known))
    let rest = fixture.board.newest.entries.filter { $0.state == .refused }
    #expect(rest.map(\.name) == ["broken", "digits"])
  }

  @Test("a new model ends a rollback whose model is nowhere")
  func newModel() async throws {
    let known = try TestModels.file(2)
    try leaveOrders {
      $0.rollback = Rollback(target: first, known: [first, ContentDigest(of: known)])
    }
    try folders.put(known, "digits.mlp")
    let fixture = try LoaderFixture(folders)
    try await fixture.start()
    #expect(fixture.digest("digits") == nil)
    let records = try await fixture.put(TestModels.file(3), "digits.mlp")
    #expect(records.map(\.state) == [.serving])
    #expect(try fixture.digest("digits") == ContentDigest(of: TestModels.file(3)))
  }

  @Test("kept bytes that are damaged are told of, and written anew when the model is back")
  func damaged() async throws {
    let before = try await replaced()
    try await before.records(Kind.pin.order(first))
    before.stop()
    try AtomicFile.replace(folders.state.appending(keptName), with: TestModels.file(3))
    let after = try LoaderFixture(folders)
    try await after.start()
    #expect(after.digest("digits") == nil)
    #expect(after.log.all.contains { $0.contains("the model of an order is lost") })
    #expect(after.board.newest.entries.map(\.state) == [.serving, .refused])
    try await after.put(TestModels.file(1), "digits.mlp")
    #expect(after.digest("digits") == first)
    let bytes = try FileContents.read(folders.state.appending(keptName), limit: 1 << 20)
    #expect(ContentDigest(of: bytes) == first)
  }

  @Test("a pinned model that was unloaded stays so over a restart, and LOAD brings it back")
  func unloaded() async throws {
    let before = try await replaced()
    try await before.records(Kind.pin.order(first))
    let unloaded = try await before.records(.unload(ModelReference("digits")))
    #expect(unloaded.map(\.state) == [.unloaded])
    before.stop()
    let after = try LoaderFixture(folders)
    try await after.start()
    #expect(after.board.newest.entries.map(\.state) == [.unloaded])
    #expect(after.digest("digits#\(first)") == nil)
    try await after.records(.load(ModelReference("digits")))
    #expect(after.digest("digits") == first)
  }

  @Test(
    "bytes are sealed where the service manager or an order may ask for them",
    arguments: [(false, false), (false, true), (true, false), (true, true)])
  func sealing(hasManager: Bool, hasState: Bool) throws {
    try folders.put(TestModels.file(1), "digits.mlp")
    let kept = Record<[KeptModel]>()
    var configuration = ModelLoader.Configuration(
      directory: folders.models, logger: RecordedLog().logger)
    if hasManager { configuration.onKeep = { kept.append($0) } }
    let repository = ModelRepository(
      configuration,
      board: CatalogueBoard(workers: 0, ModelCatalogue(epoch: 1, isComplete: false)),
      state: hasState ? try StateDirectory(folders.state) : nil)
    try repository.scan()
    let resident = try #require(repository.residents.last)
    #expect(resident.digest == first)
    #expect((resident.sealed != nil) == (hasManager || hasState))
    #expect(kept.all.last?.map(\.identity) == (hasManager ? [resident.identity] : nil))
  }
}
