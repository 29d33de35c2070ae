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

  private func inherited(_ reference: String, _ bytes: [UInt8]) throws -> InheritedModel {
    InheritedModel(
      reference: reference, file: try MemoryFile(named: reference, bytes: bytes.span))
  }

  @Test("an inherited model serves without a file")
  func serves() async throws {
    let model = try inherited("digits@2", TestModels.file(2))
    let fixture = try LoaderFixture(folders) { $0.inherited = [model] }
    try await fixture.start()
    #expect(try fixture.digest("digits@2") == ContentDigest(of: TestModels.file(2)))
    #expect(fixture.board.newest.entries.map(\.reason) == ["the file is gone"])
    #expect(fixture.loaded.all.isEmpty)
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
    #expect(fixture.loaded.all == ["other 3"])
    // The one before is there to go back to, as if there had been no restart.
    try await fixture.records(.rollback(ModelReference("other")))
    #expect(try fixture.digest("other") == ContentDigest(of: TestModels.file(2)))
  }

  @Test("an inherited model that is damaged or has no legal name is passed over")
  func damaged() async throws {
    var bytes = try TestModels.file(1)
    bytes[100] ^= 1
    let models = try [
      inherited("digits", bytes), inherited("a b", TestModels.file(1)),
      inherited("good", TestModels.file(2)), inherited("empty", []),
    ]
    let fixture = try LoaderFixture(folders) { $0.inherited = models }
    try await fixture.start()
    #expect(fixture.board.newest.entries.map(\.name) == ["good"])
    #expect(fixture.log.all.count { $0.contains("inherited model") } == 3)
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
