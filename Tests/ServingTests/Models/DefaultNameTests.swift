import Posix
import ServingSupport
import Testing
import WireProtocol

@testable import Serving

@Suite("Requests that name no model", .timeLimit(.minutes(1))) struct DefaultNameTests {
  let folders: LoaderFolders

  init() throws { folders = try LoaderFolders() }

  private func refusal(_ fixture: LoaderFixture) -> Status? {
    (#expect(throws: Refusal.self) { try fixture.model(nil) })?.status
  }

  @Test("the model that is loaded first does not answer for those that come")
  func start() async throws {
    for name in ["a", "b", "default", "z"] {
      try folders.put(TestModels.file(1), "\(name).mlp")
    }
    let lines = Record<String>()
    let fixture = try LoaderFixture(folders) { configuration in
      let tell = configuration.onChange
      configuration.onChange = {
        lines.append($0.line)
        tell($0)
      }
    }
    try await fixture.start()
    #expect(try fixture.model(nil).name == "default")
    #expect(lines.all.count >= 4)
    let others = ["a", "b", "z"]
    #expect(!lines.all.contains { line in others.contains { line.contains("default \($0)") } })
  }

  @Test("what a service manager kept is no default before it is known what there is")
  func inherited() async throws {
    for name in ["a", "b"] { try folders.put(TestModels.file(1), "\(name).mlp") }
    let before = try LoaderFixture(folders)
    try await before.start()
    #expect(refusal(before) == .noModel)
    before.stop()
    let lines = Record<String>()
    let after = try LoaderFixture(folders) { configuration in
      configuration.inherited = Array(before.store.inherited.prefix(1))
      let tell = configuration.onChange
      configuration.onChange = {
        lines.append($0.line)
        tell($0)
      }
    }
    try await after.start()
    #expect(refusal(after) == .noModel)
    #expect(lines.all.allSatisfy { !$0.contains("default") || $0.contains("no default") })
  }

  @Test("where 'default' cannot serve, no other name takes its place")
  func unloaded() async throws {
    for name in ["default", "other"] { try folders.put(TestModels.file(1), "\(name).mlp") }
    let before = try LoaderFixture(folders)
    try await before.start()
    try await before.records(.unload(ModelReference("default")))
    #expect(refusal(before) == .noModel)
    try await before.records(.load(ModelReference("default")))
    #expect(try before.model(nil).name == "default")
    before.stop()
    try folders.put([1], "default.mlp")
    let after = try LoaderFixture(folders)
    try await after.start()
    #expect(refusal(after) == .noModel)
    let line = ModelSummary(after.board.newest, refusedLoads: 1).line
    #expect(line.hasPrefix("1 model, default default does not serve; default refused: "))
  }

  @Test("a file that never served takes no default away")
  func refused() async throws {
    try folders.put(TestModels.file(1), "digits.mlp")
    try folders.put([1], "broken.mlp")
    let fixture = try LoaderFixture(folders)
    try await fixture.start()
    #expect(try fixture.model(nil).name == "digits")
  }
}
