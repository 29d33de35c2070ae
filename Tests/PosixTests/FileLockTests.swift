import Posix
import SystemPackage
import Testing

@Suite struct FileLockTests {
  @Test("a lock has one holder, and is free when that is gone")
  func oneHolder() throws {
    let directory = try TemporaryDirectory()
    let path = directory.path.appending("lock")
    let first = try FileLock(path)
    let error = SocketFixture.error { () throws(ResourceError) in try FileLock(path) }
    #expect(error == .lockHeld(path: path))
    _ = consume first
    _ = try FileLock(path)
    #expect(try RegularFile.exists(path))
  }

  @Test("a lock in a directory that is missing, or behind a link, is an error")
  func barred() throws {
    let directory = try TemporaryDirectory()
    let missing = directory.path.appending("none").appending("lock")
    let error = SocketFixture.error { () throws(ResourceError) in try FileLock(missing) }
    #expect(error == .failed(.lock, path: missing, code: .noSuchFileOrDirectory))
    let link = directory.path.appending("link")
    Fixture.makeSymbolicLink(link, to: "lock")
    let linked = SocketFixture.error { () throws(ResourceError) in try FileLock(link) }
    #expect(linked?.code == .tooManySymbolicLinkLevels)
  }
}
