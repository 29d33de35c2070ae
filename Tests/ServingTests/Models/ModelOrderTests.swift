import ModelFile
import ServingSupport
import Testing
import WireProtocol

@testable import Serving

@Suite(.timeLimit(.minutes(1))) struct ModelOrderTests {
  let folders: LoaderFolders

  init() throws { folders = try LoaderFolders() }

  /// A running loader with the versions 1, 2, 9 and 10 of `digits`; the bytes are those of the
  /// same seeds.
  private func versions() async throws -> LoaderFixture {
    for version in [1, 2, 9, 10] {
      try folders.put(TestModels.file(version), "digits@\(version).mlp")
    }
    let fixture = try LoaderFixture(folders)
    try await fixture.start()
    return fixture
  }

  private func digest(_ seed: Int) throws -> ContentDigest {
    ContentDigest(of: try TestModels.file(seed))
  }

  @Test("a name serves its latest version until it is pinned to another, and again afterwards")
  func pinVersion() async throws {
    let fixture = try await versions()
    #expect(try fixture.model("digits").version == "10")
    let pinned = try await fixture.records(.pin(ModelReference("digits@2")))
    #expect(try fixture.model("digits").version == "2")
    #expect(pinned.map(\.version) == ["1", "2", "9", "10"])
    #expect(pinned.map { $0.marks.contains(.isPinned) } == [false, true, false, false])
    #expect(pinned.map { $0.marks.contains(.isDefault) } == [false, true, false, false])
    #expect(pinned.map { $0.marks.contains(.isCurrent) } == [false, true, false, false])
    try await fixture.put(TestModels.file(11), "digits@11.mlp")
    #expect(try fixture.model("digits").version == "2")
    let free = try await fixture.records(.pin(ModelReference("digits")))
    #expect(try fixture.model("digits").version == "11")
    #expect(free.filter { $0.marks.contains(.isCurrent) }.map(\.version) == ["11"])
  }

  @Test("a pin to a version follows its file, one to a digest keeps the bytes")
  func pinKinds() async throws {
    let fixture = try await versions()
    try await fixture.records(.pin(ModelReference("digits@2")))
    try await fixture.put(TestModels.file(22), "digits@2.mlp")
    #expect(try fixture.digest("digits") == digest(22))
    try await fixture.records(.pin(ModelReference("digits#\(digest(22))")))
    let records = try await fixture.put(TestModels.file(23), "digits@2.mlp")
    #expect(try fixture.digest("digits") == digest(22))
    #expect(try fixture.digest("digits@2") == digest(23))
    // The pinned model is no file's any more, so it has a record of its own.
    let others = records.filter { $0.version == "2" }
    #expect(try others.map(\.digest) == [digest(23).bytes, digest(22).bytes])
    #expect(others.map { $0.marks.contains(.isPinned) } == [false, true])
  }

  @Test("a label stays on its version, or on its bytes")
  func labels() async throws {
    let fixture = try await versions()
    let old = try digest(1)
    try await fixture.records(
      .label(LabelRequest(label: "new", target: ModelReference("digits@9"))))
    try await fixture.records(
      .label(LabelRequest(label: "old", target: ModelReference("digits#\(old)"))))
    #expect(try fixture.model("digits:new").version == "9")
    #expect(fixture.digest("digits:old") == old)
    try await fixture.put(TestModels.file(12), "digits@1.mlp")
    #expect(fixture.digest("digits:old") == old)
    #expect(try fixture.digest("digits@1") == digest(12))

    let moved = try await fixture.records(
      .label(LabelRequest(label: "new", target: ModelReference("digits@10"))))
    #expect(moved.filter { $0.version != "1" }.map(\.labels) == [[], [], ["new"]])
    try await fixture.records(.label(LabelRequest(label: "old", target: ModelReference("digits"))))
    #expect(fixture.digest("digits:old") == nil)
    #expect(fixture.digest("digits#\(old)") == nil)
  }

  @Test("what is not loaded can be neither pinned nor labelled nor unloaded")
  func unknown() async throws {
    let fixture = try await versions()
    try await fixture.put([0], "digits@3.mlp")
    let orders: [ModelOrder] = try [
      .pin(ModelReference("digits@3")), .pin(ModelReference("digits@4")),
      .pin(ModelReference("none")), .pin(ModelReference("digits#00000000")),
      .label(LabelRequest(label: "a", target: ModelReference("digits@3"))),
      .label(LabelRequest(label: "a", target: ModelReference("none"))),
      .unload(ModelReference("none")), .unload(ModelReference("digits@4")),
      .load(ModelReference("none")), .load(ModelReference("digits@4")),
      .rollback(ModelReference("none")), .rollback(ModelReference("digits")),
    ]
    let epoch = fixture.board.epoch
    for order in orders {
      #expect(await fixture.refusal(order)?.status == .noModel, "\(order)")
    }
    #expect(fixture.board.epoch == epoch)
    for (reference, found) in [
      ("none@4", "none of that name"), ("digits@4", "none of that version"),
      ("digits@3", "error 114 at 0: "),
    ] {
      let refusal = try await fixture.refusal(.pin(ModelReference(reference)))
      let text = "\(reference): expected a model that is loaded, found \(found)"
      #expect(refusal?.text.hasPrefix(text) == true, "\(refusal?.text ?? "")")
    }
  }

  @Test("an unloaded version is gone for clients until it is loaded again")
  func unload() async throws {
    let fixture = try await versions()
    let before = try fixture.model("digits").generation
    let records = try await fixture.records(.unload(ModelReference("digits@10")))
    #expect(records.map(\.state) == [.serving, .serving, .serving, .unloaded])
    #expect(records[3].generation == 0)
    #expect(try fixture.model("digits").version == "9")
    #expect(try fixture.model("digits").generation > before)
    #expect(fixture.digest("digits@10") == nil)
    // Neither a look at the directory nor a new file brings it back, only the order does.
    try await fixture.put(TestModels.file(33), "digits@10.mlp")
    #expect(try fixture.model("digits").version == "9")
    try await fixture.records(.load(ModelReference("digits@10")))
    #expect(try fixture.digest("digits") == digest(33))
  }

  @Test("a name that is unloaded serves nothing until it is loaded again")
  func unloadName() async throws {
    let fixture = try await versions()
    let records = try await fixture.records(.unload(ModelReference("digits")))
    #expect(records.allSatisfy { $0.state == .unloaded })
    #expect(fixture.board.newest.models.isEmpty)
    let rollback = try ModelOrder.rollback(ModelReference("digits"))
    #expect(await fixture.refusal(rollback)?.status == .noModel)
    let back = try await fixture.records(.load(ModelReference("digits")))
    #expect(back.allSatisfy { $0.state == .serving })
    #expect(try fixture.model("digits").version == "10")
  }

  @Test("a rollback serves the model before, and a second one goes back")
  func rollback() async throws {
    try folders.put(TestModels.file(1), "digits.mlp")
    let fixture = try LoaderFixture(folders)
    try await fixture.start()
    try await fixture.put(TestModels.file(2), "digits.mlp")
    let records = try await fixture.records(.rollback(ModelReference("digits")))
    #expect(try fixture.digest("digits") == digest(1))
    #expect(try fixture.model("digits").generation == 3)
    #expect(records.map(\.generation) == [2, 3])
    #expect(records.map { $0.marks.contains(.isPinned) } == [false, true])
    // The model is not a file's any more, and a look at the files does not take it away.
    try folders.remove("digits.mlp")
    try await fixture.records(.reload)
    #expect(try fixture.digest("digits") == digest(1))
    try await fixture.records(.rollback(ModelReference("digits")))
    #expect(try fixture.digest("digits") == digest(2))
    #expect(try fixture.model("digits").generation == 4)
  }

  @Test("a new model ends a rollback, the one rolled back from does not")
  func rollbackEnds() async throws {
    try folders.put(TestModels.file(1), "digits.mlp")
    let fixture = try LoaderFixture(folders)
    try await fixture.start()
    try await fixture.put(TestModels.file(2), "digits.mlp")
    try await fixture.records(.rollback(ModelReference("digits")))
    try await fixture.put(TestModels.file(2), "digits.mlp")
    #expect(try fixture.digest("digits") == digest(1))
    try await fixture.put([1], "digits.mlp")
    #expect(try fixture.digest("digits") == digest(1))
    try await fixture.put(TestModels.file(3), "digits.mlp")
    #expect(try fixture.digest("digits") == digest(3))
    #expect(fixture.log.all.contains { $0.contains("a rollback ends") })
  }

  @Test("every change of what a name serves takes a greater generation")
  func generations() async throws {
    let fixture = try await versions()
    var last = try fixture.model("digits").generation
    let orders: [ModelOrder] = try [
      .pin(ModelReference("digits@1")), .rollback(ModelReference("digits")),
      .rollback(ModelReference("digits")), .pin(ModelReference("digits")),
      .unload(ModelReference("digits@10")), .load(ModelReference("digits@10")),
    ]
    for order in orders {
      try await fixture.records(order)
      let next = try fixture.model("digits").generation
      #expect(next > last, "\(order)")
      last = next
    }
    try await fixture.records(.reload)
    #expect(try fixture.model("digits").generation == last)
    let generations = fixture.board.newest.models.map(\.generation)
    #expect(Set(generations).count == generations.count)
  }

  @Test("the default is the name that was configured, else the only one, else `default`")
  func defaultName() async throws {
    let free = try LoaderFixture(folders, keepsOrders: false)
    try await free.start()
    #expect(free.board.newest.defaultName == nil)
    try await free.put(TestModels.file(1), "digits.mlp")
    #expect(try free.model(nil).name == "digits")
    // A broken file is no second name.
    try await free.put([1], "broken.mlp")
    #expect(try free.model(nil).name == "digits")
    try await free.put(TestModels.file(2), "other.mlp")
    #expect(free.digest(nil) == nil)
    try await free.put(TestModels.file(3), "default.mlp")
    #expect(try free.model(nil).name == "default")

    let configured = try LoaderFixture(folders, keepsOrders: false) { $0.defaultName = "other" }
    try await configured.start()
    #expect(try configured.model(nil).name == "other")
  }

  @Test("an order after the end is refused as by a server that stops")
  func stopped() async throws {
    let fixture = try await versions()
    fixture.stop()
    #expect(await fixture.refusal(.reload)?.status == .draining)
    fixture.loader.rescan()
  }
}
