import Posix
import ServingSupport
import Synchronization
import SystemPackage
import Testing
import WireProtocol

@testable import Serving

@Suite(.timeLimit(.minutes(1))) struct DirectoryWatchTests {
  let folders: LoaderFolders

  init() throws { folders = try LoaderFolders() }

  @Test("models serve on while their directory is away, and it is watched when it is back")
  func directoryAway() async throws {
    try folders.put(TestModels.file(1), "digits.mlp")
    let fixture = try LoaderFixture(folders)
    try await fixture.start()
    let away = folders.models.removingLastComponent().appending("away")
    try RegularFile.rename(folders.models, to: away)
    let refusal = await fixture.refusal(.reload)
    #expect(refusal?.status == .internal)
    #expect(refusal?.text.contains("cannot open \(folders.models): ") == true)
    #expect(fixture.board.newest.entries.map(\.summary) == ["digits@ serving 1"])
    try RegularFile.rename(away, to: folders.models)
    try folders.put(TestModels.file(2), "digits.mlp")
    try await fixture.until { $0.models.contains { $0.generation == 2 } }
    #expect(fixture.log.all.contains { $0.contains("watched again") })
    try folders.put(TestModels.file(3), "digits.mlp")
    try await fixture.until { $0.models.contains { $0.generation == 3 } }
  }

  @Test("an order about files that cannot be looked at is refused, and changes nothing")
  func directoryFault() async throws {
    try folders.put(TestModels.file(1), "digits@1.mlp")
    try folders.put(TestModels.file(2), "digits@2.mlp")
    let summaries = Record<ModelSummary>()
    let fixture = try LoaderFixture(folders) { configuration in
      let tell = configuration.onChange
      configuration.onChange = {
        summaries.append($0)
        tell($0)
      }
    }
    try await fixture.start()
    try await fixture.records(.unload(ModelReference("digits@2")))
    let away = folders.models.removingLastComponent().appending("away")
    try RegularFile.rename(folders.models, to: away)
    for order in [ModelOrder.reload, .load(try ModelReference("digits@2"))] {
      let refusal = await fixture.refusal(order)
      #expect(refusal?.status == .internal, "\(order)")
      #expect(refusal?.text.contains("cannot open \(folders.models): ") == true, "\(order)")
    }
    let fault = try #require(summaries.all.last)
    #expect(fault.directoryFault.hasPrefix("cannot open \(folders.models): "))
    #expect(fault.line.hasSuffix("; \(fault.directoryFault)"))
    #expect(fixture.log.all.count { $0.contains("cannot look at the models") } == 1)

    // Nobody has to ask for what is there again, and what was unloaded still is.
    try RegularFile.rename(away, to: folders.models)
    try await fixture.until { _ in summaries.all.last?.directoryFault == "" }
    #expect(try await fixture.records(.reload).map(\.state) == [.serving, .unloaded])
  }

  @Test("a directory that takes the place of another is looked at")
  func directoryReplaced() async throws {
    try folders.put(TestModels.file(1), "digits.mlp")
    let fixture = try LoaderFixture(folders)
    try await fixture.start()
    try RegularFile.rename(
      folders.models, to: folders.models.removingLastComponent().appending("away"))
    try Directory.create(folders.models)
    try folders.put(TestModels.file(2), "other.mlp")
    let catalogue = try await fixture.until { $0.names["other"] != nil && $0.entries.count == 2 }
    #expect(catalogue.entries.map(\.summary) == ["digits@ serving 1", "other@ serving 2"])
  }

  @Test("a storm of renames neither holds a new model up nor is looked at one by one")
  func storm() async throws {
    try folders.put(TestModels.file(1), "digits.mlp")
    let fixture = try LoaderFixture(folders)
    try await fixture.start()
    try folders.put(TestModels.file(2), "digits.mlp")
    let isOver = Flag()
    let started = MonotonicClock.now
    let storm = try Thread(named: "storm") { [folders] in
      var round = 0
      while !isOver.value.load(ordering: .relaxed) {
        let names = ["other.mlp", "another.mlp"].map { folders.models.appending($0) }
        do {
          try AtomicFile.replace(
            names[round % 2], with: [UInt8(truncatingIfNeeded: round)], syncing: false)
        } catch {
          Issue.record(error)
        }
        round += 1
      }
    }
    defer { storm.join() }
    try await fixture.until { $0.models.contains { $0.name == "digits" && $0.generation == 2 } }
    isOver.value.store(true, ordering: .relaxed)
    let seconds = (MonotonicClock.now - started) / .seconds(1)
    let refused = fixture.log.all.count { $0.contains("refused") }
    // Two broken files, looked at once in 50 ms each; a debug build on a busy machine has room.
    #expect(Double(refused) <= 2 * (seconds / 0.005 + 2))
  }

  private final class Flag: Sendable {
    let value = Atomic(false)
  }
}
