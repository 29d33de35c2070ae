import ModelFile
import Testing

@testable import Serving

@Suite struct ModelStoreTests {
  /// A model whose bytes are one byte.
  private func model(
    _ reference: String, _ byte: UInt8, isNewest: Bool = true
  ) throws -> KeptModel {
    let key = try #require(ModelKey(reference: reference))
    return KeptModel(
      identity: ModelIdentity(key: key, digest: ContentDigest(of: [byte])), isNewest: isNewest,
      sealed: try SealedModel(copying: [byte]))
  }

  @Test("what is kept is told once, and what goes is told")
  func change() throws {
    var store = ModelStore(capacity: 3)
    let (a, b) = try (model("a", 1), model("b@2", 1))
    let first = store.keep([a, b])
    #expect(first.removed.isEmpty)
    #expect(
      first.added.map(\.name) == [
        StoredName(a.identity, number: 1), StoredName(b.identity, number: 2),
      ])
    #expect(store.keep([b, a]).isEmpty)
    #expect(store.keep([b]).removed == [StoredName(a.identity, number: 1)])
    #expect(store.names == [StoredName(b.identity, number: 2)])
  }

  @Test("those that are needed less give way")
  func eviction() throws {
    var store = ModelStore(capacity: 2)
    let models = try [model("a", 1), model("b", 2), model("c", 3)]
    _ = store.keep(models)
    #expect(Set(store.names.map(\.key.name)) == ["a", "b"])
    let change = store.keep([models[2], models[0], models[1]])
    #expect(change.removed.map(\.key.name) == ["b"])
    #expect(change.added.map(\.name.key.name) == ["c"])
    var none = ModelStore(capacity: 0)
    #expect(none.keep(models).isEmpty)
  }

  @Test("the newest of a file has the greatest number, whatever it is that came before")
  func numbers() throws {
    var store = ModelStore(capacity: 8)
    func newest() -> ContentDigest? { store.names.max { $0.number < $1.number }?.digest }
    _ = store.keep([try model("a", 1)])
    _ = store.keep([try model("a", 2), try model("a", 1, isNewest: false)])
    #expect(newest() == ContentDigest(of: [2]))
    // The first comes back, so it must come after the second: it is stored anew.
    let back = store.keep([try model("a", 1), try model("a", 2, isNewest: false)])
    #expect(back.removed.map(\.digest) == [ContentDigest(of: [1])])
    #expect(back.added.map(\.name.digest) == [ContentDigest(of: [1])])
    #expect(newest() == ContentDigest(of: [1]))
    // One that was replaced long ago does not take the newest one's place.
    _ = store.keep([try model("a", 1), try model("a", 3, isNewest: false)])
    #expect(newest() == ContentDigest(of: [1]))
  }

  @Test("what a server before kept goes on under its number; names without a digest go")
  func inherited() throws {
    let a = try model("a", 1)
    let earlier = try #require(StoredName("model a"))
    var store = ModelStore(
      capacity: 8, keeping: [earlier, StoredName(a.identity, number: 40)])
    let change = store.keep([a, try model("b", 2)])
    #expect(change.removed == [earlier])
    #expect(change.added.map(\.name.number) == [41])
  }

  @Test("what was kept beyond the capacity goes")
  func shrunk() throws {
    let models = try (1...3).map { try model("a@\($0)", UInt8($0)) }
    var store = ModelStore(
      capacity: 1, keeping: models.enumerated().map { StoredName($1.identity, number: UInt64($0)) })
    #expect(store.keep(models).removed.count == 2)
    #expect(store.names.map(\.key.version) == ["1"])
  }
}
