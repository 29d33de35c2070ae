import ModelFile
import ServingSupport
import Testing
import WireProtocol

@testable import Serving

@Suite("What the log tells of models", .timeLimit(.minutes(1))) struct ModelLogTests {
  let folders: LoaderFolders

  init() throws { folders = try LoaderFolders() }

  /// What each line about a name says of generation, digest and cause.
  private func served(_ fixture: LoaderFixture) -> [String] {
    fixture.log.all.filter { $0.contains("event=model-serves") }
  }

  @Test("each change of what a name serves is told with its digest and cause")
  func changes() async throws {
    try folders.put(TestModels.file(1), "digits.mlp")
    let fixture = try LoaderFixture(folders)
    try await fixture.start()
    let orders: [ModelOrder?] = try [
      nil, .rollback(ModelReference("digits")), .pin(ModelReference("digits#\(digest(2))")),
      .pin(ModelReference("digits")), .unload(ModelReference("digits")),
    ]
    for order in orders {
      if let order {
        try await fixture.records(order)
      } else {
        try await fixture.put(TestModels.file(2), "digits.mlp")
      }
    }
    func line(_ seed: Int, _ generation: Int, _ cause: String) throws -> String {
      "notice a name serves another model cause=\(cause) event=model-serves "
        + "generation=\(generation) model=digits name=digits sha256=\(try digest(seed))"
    }
    // Without its pin the name serves the same model: that is no change.
    #expect(
      try served(fixture) == [
        line(1, 1, "it is the latest version"), line(2, 2, "it is the latest version"),
        line(1, 3, "it was rolled back"), line(2, 4, "it is pinned"),
        "warning a name serves no model any more cause=it was unloaded event=model-serves "
          + "name=digits",
      ])
  }

  private func digest(_ seed: Int) throws -> ContentDigest {
    ContentDigest(of: try TestModels.file(seed))
  }

  @Test("a model that comes back is loaded anew for the log")
  func comesBack() async throws {
    let fixture = try LoaderFixture(folders)
    try await fixture.start()
    for seed in [1, 2, 1, 1] { try await fixture.put(TestModels.file(seed), "digits.mlp") }
    #expect(fixture.loaded == ["digits 1", "digits 2", "digits 3"])
  }

  @Test("each order is told with its user, whether it is carried out or refused")
  func orders() async throws {
    try folders.put(TestModels.file(1), "digits@1.mlp")
    let fixture = try LoaderFixture(folders)
    try await fixture.start()
    let label = try LabelRequest(label: "stable", target: ModelReference("digits@1"))
    for order: ModelOrder in try [
      .load(ModelReference("digits")), .label(label), .pin(ModelReference("digits@1")), .reload,
      .unload(ModelReference("digits@1")), .rollback(ModelReference("digits")),
    ] {
      _ = await fixture.order(order, by: 1_000)
    }
    // The server's own look at the files is nobody's order.
    _ = await fixture.order(.reload)
    let told = fixture.log.all.filter { $0.contains("an order was") }
    let done = ["load digits", "label stable digits@1", "pin digits@1"]
      .map { "notice an order was carried out event=order order=\($0) peerUser=1000" }
    #expect(Array(told.prefix(3)) == done)
    #expect(
      Array(told.dropFirst(3).prefix(2)) == [
        "notice an order was carried out event=reload order=reload peerUser=1000",
        "notice an order was carried out event=order order=unload digits@1 peerUser=1000",
      ])
    #expect(told.count == 6)
    #expect(
      told.last?.hasPrefix(
        "warning an order was refused event=order order=rollback digits peerUser=1000 reason=")
        == true)
  }
}
