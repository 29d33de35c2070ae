import Testing

@testable import Serving

@Suite struct ModelKeyTests {
  @Test(
    "a file name gives a name and a version",
    arguments: [
      ("digits.mlp", "digits", ""), ("digits@3.mlp", "digits", "3"),
      ("a.b-c_d@1.0-rc.mlp", "a.b-c_d", "1.0-rc"), ("x.mlp.mlp", "x.mlp", ""),
    ])
  func legal(file: String, name: String, version: String) throws {
    let key = try #require(ModelKey(fileName: file))
    #expect(key.name == name)
    #expect(key.version == version)
    #expect(key.fileName == file)
  }

  @Test(
    "a file name of another form gives nothing",
    arguments: [
      ".mlp", "digits", "digits.mlp~", "digits.MLP", "@1.mlp", "digits@.mlp", "a@b@c.mlp",
      "-a.mlp", "ä.mlp", "a b.mlp", "a:b.mlp", "a#b.mlp", ".hidden.mlp",
      String(repeating: "n", count: 65) + ".mlp",
    ])
  func illegal(file: String) {
    #expect(ModelKey(fileName: file) == nil)
  }

  @Test("hidden files and other suffixes are nobody's business")
  func claims() {
    #expect(ModelKey.claims("a b.mlp"))
    #expect(!ModelKey.claims(".digits.mlp.0123.partial"))
    #expect(!ModelKey.claims(".a b.mlp"))
    #expect(!ModelKey.claims("README"))
  }
}
