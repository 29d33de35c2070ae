import Posix
import ServingSupport
import Testing
import WireProtocol

@testable import Serving

@Suite(.timeLimit(.minutes(1))) struct RetiredModelTests {
  let folders: LoaderFolders

  init() throws {
    folders = try LoaderFolders()
    try folders.put(TestModels.file(1), "digits.mlp")
  }

  /// A weak reference that may cross threads.
  private final class Trace: Sendable {
    nonisolated(unsafe) weak var model: LoadedModel?
    // SAFETY: a weak reference is read atomically, and this one is never set again.
    init(_ model: LoadedModel) { self.model = model }
    var isFreed: Bool { model == nil }
  }

  /// Lets the loader's loop take two turns, in each of which it frees what it can.
  private func turn(_ fixture: LoaderFixture) async {
    for _ in 0..<3 { await fixture.order(.reload) }
  }

  private func trace(_ fixture: LoaderFixture) throws -> Trace {
    Trace(try fixture.model("digits").loaded)
  }

  @Test("a replaced model stays for a rollback, and is freed by the second replacement")
  func freed() async throws {
    let fixture = try LoaderFixture(folders)
    try await fixture.start()
    let first = try trace(fixture)
    try await fixture.put(TestModels.file(2), "digits.mlp")
    await turn(fixture)
    #expect(!first.isFreed)
    let second = try trace(fixture)
    try await fixture.put(TestModels.file(3), "digits.mlp")
    await turn(fixture)
    #expect(first.isFreed)
    #expect(!second.isFreed)
  }

  @Test("an unloaded model is freed")
  func unloaded() async throws {
    let fixture = try LoaderFixture(folders)
    try await fixture.start()
    let trace = try trace(fixture)
    try await fixture.records(.unload(ModelReference("digits")))
    await turn(fixture)
    #expect(trace.isFreed)
  }

  @Test("a worker that has not noted the new catalogue delays the freeing")
  func slowWorker() async throws {
    let fixture = try LoaderFixture(folders, workers: 2)
    try await fixture.start()
    let trace = try trace(fixture)
    let epoch = fixture.board.epoch
    for worker in 0..<2 { fixture.board.note(epoch, by: worker) }
    try await fixture.records(.unload(ModelReference("digits")))
    fixture.board.note(fixture.board.epoch, by: 0)
    await turn(fixture)
    #expect(!trace.isFreed)
    fixture.board.note(fixture.board.epoch, by: 1)
    await turn(fixture)
    #expect(trace.isFreed)
  }

  @Test("a worker that holds the model during a large job delays the freeing")
  func heldByWorker() async throws {
    let fixture = try LoaderFixture(folders)
    try await fixture.start()
    let trace = try trace(fixture)
    var held: LoadedModel? = try fixture.model("digits").loaded
    try await fixture.records(.unload(ModelReference("digits")))
    await turn(fixture)
    #expect(!trace.isFreed)
    withExtendedLifetime(held) {}
    held = nil
    await turn(fixture)
    #expect(trace.isFreed)
  }
}
