import Posix
import SystemPackage
import Testing

@Suite struct FileContentsTests {
  @Test("a file is read whole, up to its limit", arguments: [0, 1, 4095, 4096, 100_000])
  func wholeFile(count: Int) throws {
    let directory = try TemporaryDirectory()
    let path = directory.path.appending("file")
    let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    try AtomicFile.replace(path, with: bytes)
    #expect(try FileContents.read(path, limit: count) == bytes)
    guard count > 0 else { return }
    let error = Fixture.error { () throws(PosixError) in
      try FileContents.read(path, limit: count - 1)
    }
    #expect(error == .tooLarge(path: path, byteCount: count, limit: count - 1))
  }

  @Test("a prefix comes with the size of the whole file", arguments: [0, 3, 10, 11, 5000])
  func prefix(count: Int) throws {
    let directory = try TemporaryDirectory()
    let path = directory.path.appending("file")
    try AtomicFile.replace(path, with: Array(0..<10))
    let prefix = try FileContents.readPrefix(path, count: count)
    #expect(prefix.bytes == Array(0..<UInt8(min(count, 10))))
    #expect(prefix.fileByteCount == 10)
  }

  @Test("a link to a file is followed")
  func link() throws {
    let directory = try TemporaryDirectory()
    try AtomicFile.replace(directory.path.appending("file"), with: [7])
    Fixture.makeSymbolicLink(directory.path.appending("link"), to: "file")
    #expect(try FileContents.read(directory.path.appending("link"), limit: 1) == [7])
  }

  @Test("what is no regular file is refused by its kind and never waited for")
  func otherKinds() throws {
    let directory = try TemporaryDirectory()
    let pipe = directory.path.appending("pipe")
    Fixture.makeNamedPipe(pipe)
    let socket = directory.path.appending("socket")
    Fixture.makeSocket(socket)
    let cases: [(FilePath, FileKind)] = [
      (directory.path, .directory), (pipe, .namedPipe), (socket, .socket),
      ("/dev/null", .characterDevice),
    ]
    for (path, kind) in cases {
      let expected = PosixError.notRegularFile(.read, path: path, found: kind)
      #expect(
        Fixture.error { () throws(PosixError) in try FileContents.read(path, limit: 9) }
          == expected)
      #expect(
        Fixture.error { () throws(PosixError) in try FileContents.readPrefix(path, count: 9) }
          == expected)
    }
  }

  @Test("missing files, files as directories and link loops keep the system's reason")
  func barred() throws {
    let directory = try TemporaryDirectory()
    let file = directory.path.appending("file")
    try AtomicFile.replace(file, with: [1])
    let loop = directory.path.appending("loop")
    Fixture.makeSymbolicLink(loop, to: "loop")
    let cases: [(FilePath, PosixError.Kind)] = [
      (directory.path.appending("none"), .notFound), (file.appending("below"), .notDirectory),
      (loop, .linkLoop), ("", .notFound),
    ]
    for (path, kind) in cases {
      let error = Fixture.error { () throws(PosixError) in try FileContents.read(path, limit: 9) }
      #expect(error?.kind == kind)
      #expect(error?.path == path)
    }
  }

  @Test("a file that holds more than its size says is told to have changed")
  func grows() {
    // Files of /proc report a size of 0 and hold bytes all the same, like a file that grows.
    let path: FilePath = "/proc/self/status"
    let error = Fixture.error { () throws(PosixError) in try FileContents.read(path, limit: 9) }
    #expect(error == .changedWhileRead(path: path, expectedByteCount: 0, foundByteCount: 1))
  }

  @Test("without following links, a file is read with its status")
  func unlinked() throws {
    let directory = try TemporaryDirectory()
    let file = directory.path.appending("file")
    try AtomicFile.replace(file, with: [1, 2, 3])
    let (bytes, status) = try FileContents.readUnlinked(file, limit: 3)
    #expect(bytes == [1, 2, 3])
    #expect(try status == FileStatus(of: file))

    let link = directory.path.appending("link")
    Fixture.makeSymbolicLink(link, to: "file")
    let pipe = directory.path.appending("pipe")
    Fixture.makeNamedPipe(pipe)
    for (path, kind) in [(link, FileKind.symbolicLink), (pipe, .namedPipe)] {
      let error = Fixture.error { () throws(PosixError) in
        _ = try FileContents.readUnlinked(path, limit: 3)
      }
      #expect(error == .notRegularFile(.read, path: path, found: kind))
    }
  }

  @Test("a file that is renamed to another's name takes its place and keeps its identity")
  func rename() throws {
    let directory = try TemporaryDirectory()
    let one = directory.path.appending("one")
    let other = directory.path.appending("other")
    try AtomicFile.replace(one, with: [1])
    try AtomicFile.replace(other, with: [2])
    let before = try FileStatus(of: one)
    try RegularFile.rename(one, to: other)
    let after = try FileStatus(of: other)
    #expect(after.identity == before.identity)
    #expect(after.changed >= before.changed)
    #expect(try FileContents.read(other, limit: 1) == [1])
    let error = Fixture.error { () throws(PosixError) in try RegularFile.rename(one, to: other) }
    #expect(error == .failed(.rename, path: one, code: .noSuchFileOrDirectory))
  }
}
