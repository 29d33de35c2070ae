import ModelFile
import Posix
import ServingSupport
import SystemPackage
import Testing
import WireProtocol

@testable import Serving

/// Orders hold over a restart, or it is told that they do not.
@Suite(.timeLimit(.minutes(1))) struct OrderFaultTests {
  let folders: LoaderFolders
  let digests: [ContentDigest]

  init() throws {
    folders = try LoaderFolders()
    digests = try (1...4).map { ContentDigest(of: try TestModels.file($0)) }
  }

  private func rolledBack(_ fixture: LoaderFixture) async throws {
    try await fixture.put(TestModels.file(1), "digits.mlp")
    try await fixture.put(TestModels.file(2), "digits.mlp")
    try await fixture.records(.rollback(ModelReference("digits")))
    #expect(fixture.digest("digits") == digests[0])
  }

  @Test("the end of a rollback that cannot be written down is told, and written down later")
  func unwritable() async throws {
    let summaries = Record<ModelSummary>()
    let fixture = try LoaderFixture(folders) { configuration in
      let tell = configuration.onChange
      configuration.onChange = {
        summaries.append($0)
        tell($0)
      }
    }
    try await fixture.start()
    try await rolledBack(fixture)
    // A directory cannot be replaced by a file, not even by a superuser.
    let orders = folders.state.appending("orders")
    let aside = folders.state.appending("aside")
    try RegularFile.rename(orders, to: aside)
    try Directory.create(orders)
    try await fixture.put(TestModels.file(3), "digits.mlp")
    #expect(fixture.digest("digits") == digests[2])
    let fault = try #require(summaries.all.last)
    #expect(fault.ordersFault.contains("\(orders)"))
    #expect(fault.line.hasSuffix("; orders are not kept: \(fault.ordersFault)"))
    // What a restart would need stays as long as it would.
    try await fixture.put(TestModels.file(2), "digits.mlp")
    try await fixture.records(.load(ModelReference("digits")))
    let kept = folders.state.appending("digits#\(digests[0]).mlp")
    #expect(try RegularFile.exists(kept))

    try Directory.removeTree(orders)
    try RegularFile.rename(aside, to: orders)
    try await fixture.until { _ in summaries.all.last?.ordersFault == "" }
    #expect(try !RegularFile.exists(kept))
    #expect(fixture.log.all.count { $0.contains("orders are not kept") } == 1)
    fixture.stop()
    let after = try LoaderFixture(folders)
    try await after.start()
    #expect(after.digest("digits") == digests[1])
  }

  @Test("a second rollback undoes the first, also after a restart")
  func secondRollback() async throws {
    let before = try LoaderFixture(folders)
    try await before.start()
    try await rolledBack(before)
    before.stop()
    let after = try LoaderFixture(folders)
    try await after.start()
    #expect(after.digest("digits") == digests[0])
    try await after.records(.rollback(ModelReference("digits")))
    #expect(after.digest("digits") == digests[1])
  }

  @Test("bytes that an unloaded version was kept under do not count for another")
  func unloadedTwin() async throws {
    for version in 1...2 { try folders.put(TestModels.file(1), "digits@\(version).mlp") }
    let before = try LoaderFixture(folders)
    try await before.start()
    try await before.records(.pin(ModelReference("digits#\(digests[0])")))
    try await before.records(.unload(ModelReference("digits@2")))
    try await before.put(TestModels.file(3), "digits@1.mlp")
    #expect(before.digest("digits") == digests[0])
    before.stop()
    let after = try LoaderFixture(folders)
    try await after.start()
    #expect(after.digest("digits") == digests[0])
  }

  @Test("what is wrong with kept bytes is told, and they are found again without a restart")
  func damaged() async throws {
    let before = try LoaderFixture(folders)
    try await before.start()
    try await rolledBack(before)
    before.stop()
    let kept = folders.state.appending("digits#\(digests[0]).mlp")
    try AtomicFile.replace(kept, with: [1])
    let after = try LoaderFixture(folders)
    try await after.start()
    let reason = after.board.newest.entries.first { $0.state == .refused }?.reason
    #expect(reason?.contains("found none (\(kept): expected the SHA-256 of its name") == true)
    try AtomicFile.replace(kept, with: TestModels.file(1))
    try await after.records(.reload)
    #expect(after.digest("digits") == digests[0])
  }
}
