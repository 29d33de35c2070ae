import ModelFile
import Testing

@testable import Serving

@Suite struct StoredNameTests {
  private static let digest = ContentDigest(of: [1])

  @Test(
    "a name that was written is read again",
    arguments: ["model a", "model a@1.b", "model a#\(digest) 0", "model a@1.b#\(digest) 12"])
  func roundTrip(text: String) {
    #expect(StoredName(text)?.text == text)
  }

  @Test(
    "anything else is no name",
    arguments: [
      "", "a", "model", "model ", "models a", "model a b", "model a@", "model a:b",
      "model a#\(digest)", "model a#\(digest) ", "model a#\(digest) 01", "model a#\(digest) +1",
      "model a#\(digest) 1 ", "model a#\(digest) -1", "model a#\(digest) 1152921504606846976",
      "model a#01234567 1", "model #\(digest) 1", "model a@#\(digest) 1",
      "model a#\(digest.description.uppercased()) 1",
    ])
  func others(text: String) {
    #expect(StoredName(text) == nil)
  }

  @Test("the longest name is one that the service manager takes")
  func longest() throws {
    let name = String(repeating: "n", count: 64)
    let text = "model \(name)@\(name)#\(Self.digest) \(1 << 60 - 1)"
    let stored = try #require(StoredName(text))
    #expect(stored.text.utf8.count <= 255)
    #expect(!stored.text.contains(":"))
  }
}
