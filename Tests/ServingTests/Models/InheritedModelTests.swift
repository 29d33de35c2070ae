import ModelFile
import Posix
import ServingSupport
import SystemPackage
import Testing
import WireProtocol

@testable import Serving

@Suite(.timeLimit(.minutes(1))) struct InheritedModelTests {
  let folders: LoaderFolders

  init() throws { folders = try LoaderFolders() }

  /// A model as the service manager hands it over; without a number, as servers before stored it.
  private func inherited(
    _ reference: String, _ bytes: [UInt8], number: Int? = 1
  ) throws -> InheritedModel {
    let digest = ContentDigest(of: bytes)
    let text = number.map { "model \(reference)#\(digest) \($0)" } ?? "model \(reference)"
    return InheritedModel(
      name: try #require(StoredName(text)),
      sealed: SealedModel(try MemoryFile(named: reference, bytes: bytes.span)))
  }

  @Test("an inherited model serves without a file")
  func serves() async throws {
    let model = try inherited("digits@2", TestModels.file(2))
    let fixture = try LoaderFixture(folders) { $0.inherited = [model] }
    try await fixture.start()
    #expect(try fixture.digest("digits@2") == ContentDigest(of: TestModels.file(2)))
    #expect(fixture.board.newest.entries.map(\.reason) == ["the file is gone"])
    #expect(fixture.loaded.isEmpty)
  }

  @Test("an inherited model serves while the directory is away, and its return is noticed")
  func withoutDirectory() async throws {
    try RegularFile.rename(folders.models, to: folders.state.appending("away"))
    let model = try inherited("digits", TestModels.file(2))
    let fixture = try LoaderFixture(folders) { $0.inherited = [model] }
    try await fixture.start()
    #expect(try fixture.digest("digits") == ContentDigest(of: TestModels.file(2)))
    #expect(fixture.log.all.contains { $0.contains("cannot watch the model directory") })
    try AtomicFile.replace(
      folders.state.appending("away").appending("digits.mlp"), with: TestModels.file(1))
    try RegularFile.rename(folders.state.appending("away"), to: folders.models)
    let digest = try ContentDigest(of: TestModels.file(1))
    try await fixture.until { _ in fixture.digest("digits") == digest }
  }

  @Test("without an inherited model a missing directory is an error")
  func missingDirectory() throws {
    try RegularFile.rename(folders.models, to: folders.state.appending("away"))
    let fixture = try LoaderFixture(folders)
    #expect(throws: ResourceError.self) { try fixture.loader.start() }
  }

  @Test("a file with the same bytes changes nothing, one with others replaces it")
  func sameDigest() async throws {
    try folders.put(TestModels.file(1), "digits.mlp")
    try folders.put(TestModels.file(3), "other.mlp")
    let models = try [
      inherited("digits", TestModels.file(1)), inherited("other", TestModels.file(2)),
    ]
    let fixture = try LoaderFixture(folders) { $0.inherited = models }
    try await fixture.start()
    #expect(
      fixture.board.newest.entries.map(\.summary) == [
        "digits@ serving 1", "other@ serving 3",
      ])
    #expect(fixture.loaded == ["other 3"])
    // The one before is there to go back to, as if there had been no restart.
    try await fixture.records(.rollback(ModelReference("other")))
    #expect(try fixture.digest("other") == ContentDigest(of: TestModels.file(2)))
  }

  @Test("an inherited model that is damaged is passed over")
  func damaged() async throws {
    var bytes = try TestModels.file(1)
    bytes[100] ^= 1
    let models = try [
      inherited("digits", bytes), inherited("good", TestModels.file(2)), inherited("empty", []),
    ]
    let fixture = try LoaderFixture(folders) { $0.inherited = models }
    try await fixture.start()
    #expect(fixture.board.newest.entries.map(\.name) == ["good"])
    #expect(fixture.log.all.count { $0.contains("inherited model") } == 2)
  }

  @Test("a restart finds what served, and what served before, though the directory is away")
  func restart() async throws {
    let seeds = [1, 2, 1]
    let first = try LoaderFixture(folders)
    try await first.start()
    for seed in seeds { try await first.put(TestModels.file(seed), "digits.mlp") }
    first.stop()
    try RegularFile.rename(folders.models, to: folders.state.appending("away"))
    let second = try LoaderFixture(folders) { $0.inherited = first.store.inherited }
    try await second.start()
    #expect(try second.digest("digits") == ContentDigest(of: TestModels.file(1)))
    try await second.records(.rollback(ModelReference("digits")))
    #expect(try second.digest("digits") == ContentDigest(of: TestModels.file(2)))
  }

  @Test("no client is ever answered by the model before, not even at once after a restart")
  func firstAnswer() async throws {
    let models = try [
      inherited("digits", TestModels.file(1), number: 9),
      inherited("digits", TestModels.file(2), number: 10),
    ]
    let fixture = try LoaderFixture(folders) { $0.inherited = models.reversed() }
    try await fixture.start()
    #expect(try fixture.digest("digits") == ContentDigest(of: TestModels.file(2)))
    let served = fixture.log.all.filter { $0.contains("a name serves") }
    #expect(served.count == 1)
    #expect(try served.first?.contains("\(ContentDigest(of: TestModels.file(2)))") == true)
  }

  @Test("two files with the same bytes are two models of the manager")
  func twins() async throws {
    try folders.put(TestModels.file(1), "digits.mlp")
    try folders.put(TestModels.file(1), "digits@3.mlp")
    let fixture = try LoaderFixture(folders)
    try await fixture.start()
    // An order is answered after the manager was told.
    try await fixture.records(.reload)
    let kept = fixture.store.inherited
    #expect(Set(kept.map(\.name.key.reference)) == ["digits", "digits@3"])
    // The manager passes over a file that it has.
    #expect(kept[0].sealed !== kept[1].sealed)
  }

  @Test("a model that was stored without a digest serves, and is stored anew with one")
  func earlierName() async throws {
    let model = try inherited("digits", TestModels.file(1), number: nil)
    let fixture = try LoaderFixture(folders) { $0.inherited = [model] }
    try await fixture.start()
    #expect(try fixture.digest("digits") == ContentDigest(of: TestModels.file(1)))
    let digest = try ContentDigest(of: TestModels.file(1))
    try await fixture.records(.reload)
    #expect(fixture.store.inherited.map(\.name.text) == ["model digits#\(digest) 1"])
  }

  @Test("an inherited model that was unloaded by order stays so")
  func unloaded() async throws {
    try folders.put(TestModels.file(1), "digits.mlp")
    let first = try LoaderFixture(folders)
    try await first.start()
    try await first.records(.unload(ModelReference("digits")))
    first.stop()
    let model = try inherited("digits", TestModels.file(1))
    let second = try LoaderFixture(folders) { $0.inherited = [model] }
    try await second.start()
    #expect(second.board.newest.entries.map(\.state) == [.unloaded])
    #expect(second.digest("digits") == nil)
  }
}
