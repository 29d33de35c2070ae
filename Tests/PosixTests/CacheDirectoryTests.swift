import Posix
import SystemPackage
import Testing

@Suite struct CacheDirectoryTests {
  @Test(
    "the first absolute path of the two variables decides",
    arguments: [
      ("/c", "/h", "/c/mnistkit"), (nil, "/h", "/h/.cache/mnistkit"),
      ("", "/h", "/h/.cache/mnistkit"), ("relative", "/h", "/h/.cache/mnistkit"),
      ("/c", nil, "/c/mnistkit"),
    ] as [(String?, String?, FilePath)])
  func path(cacheHome: String?, home: String?, expected: FilePath) throws {
    #expect(try CacheDirectory.path(cacheHome: cacheHome, home: home) == expected)
  }

  @Test("without an absolute path there is none", arguments: [nil, "", "home"])
  func none(home: String?) {
    let error = Fixture.error { () throws(PosixError) in
      try CacheDirectory.path(cacheHome: nil, home: home)
    }
    #expect(error == .noCacheDirectory)
  }
}
