import Serving
import Testing

@Suite struct ModelStoreTests {
  @Test("a model's new file takes the place of its old one")
  func replacing() {
    var store = ModelStore(capacity: 3)
    for reference in ["a", "b"] {
      #expect(store.add(reference, isDefault: { _ in false }).isEmpty)
    }
    #expect(store.add("a", isDefault: { _ in false }) == ["a"])
    #expect(store.references == ["b", "a"])
  }

  @Test("the oldest gives way, but not the default model")
  func eviction() {
    var store = ModelStore(capacity: 2, keeping: ["default", "old"])
    #expect(store.add("new", isDefault: { $0 == "default" }) == ["old"])
    #expect(store.references == ["default", "new"])
    #expect(store.add("newest", isDefault: { $0 == "default" }) == ["new"])
  }

  @Test("where all are the default's, the oldest gives way")
  func onlyDefaults() {
    var store = ModelStore(capacity: 2, keeping: ["d@1", "d@2"])
    #expect(store.add("d@3", isDefault: { $0.hasPrefix("d@") }) == ["d@1"])
  }

  @Test("what was kept beyond the capacity goes with the next one")
  func shrunk() {
    var store = ModelStore(capacity: 1, keeping: ["a", "b", "c"])
    #expect(store.add("d", isDefault: { _ in false }) == ["a", "b", "c"])
    #expect(store.references == ["d"])
  }

  @Test("models that serve no more are let go")
  func keepOnly() {
    var store = ModelStore(capacity: 4, keeping: ["a", "b", "c"])
    #expect(store.keepOnly(["b", "x"]) == ["a", "c"])
    #expect(store.references == ["b"])
    #expect(store.keepOnly(["b"]).isEmpty)
  }
}
