import ModelFile
import NeuralNet
import Posix
import ServingSupport
import Testing
import WireProtocol

@testable import Serving

@Suite(.timeLimit(.minutes(1))) struct ModelLoaderTests {
  let folders: LoaderFolders

  init() throws { folders = try LoaderFolders() }

  @Test("the files of the directory serve after the first look")
  func firstScan() async throws {
    try folders.put(TestModels.file(1), "digits.mlp")
    try folders.put(TestModels.file(2), "digits@2.mlp")
    try folders.put(TestModels.file(3), "other.mlp")
    let fixture = try LoaderFixture(folders)
    try await fixture.start()
    let catalogue = fixture.board.newest
    #expect(
      catalogue.entries.map(\.summary) == [
        "digits@ serving 2", "digits@2 serving 1", "other@ serving 3",
      ])
    #expect(try fixture.model("digits").version == "2")
    #expect(try fixture.model("digits@2").generation == 1)
    #expect(fixture.loaded == ["digits@2 1", "digits 2", "other 3"])
  }

  @Test("a model that is loaded answers as the one that was saved")
  func answers() async throws {
    try folders.put(TestModels.file(1), "digits.mlp")
    let fixture = try LoaderFixture(folders)
    try await fixture.start()
    let loaded = try fixture.model("digits").loaded
    let selfTest = TestModels.model(1).selfTest
    let logits = loaded.classifier.logits(selfTest.pixels.span, count: 2)
    #expect(selfTest.firstMismatch(in: logits) == nil)
    #expect(loaded.labels == ["class 0", "class 1", "class 2"])
    #expect(loaded.selfTest == selfTest)
    #expect(try loaded.fileByteCount == TestModels.file(1).count)
  }

  @Test("a new file is loaded without being asked for")
  func notices() async throws {
    let fixture = try LoaderFixture(folders)
    try await fixture.start()
    #expect(fixture.board.newest.models.isEmpty)
    try folders.put(TestModels.file(1), "digits.mlp")
    try await fixture.until { $0.names["digits"] != nil }
    try folders.put(TestModels.file(2), "digits.mlp")
    let second = try await fixture.until { $0.models.contains { $0.generation == 2 } }
    #expect(try second.models[second.slot(for: nil)].generation == 2)
  }
}
