import Glibc
import Posix
import SystemPackage
import Testing

@Suite struct AtomicFileTests {
  @Test("a new file holds the bytes, and nothing else is left in the directory")
  func newFile() throws {
    let directory = try TemporaryDirectory()
    let path = directory.path.appending("model.mlp")
    try AtomicFile.replace(path, with: [1, 2, 3])
    #expect(try FileContents.read(path, limit: 3) == [1, 2, 3])
    #expect(try Fixture.names(in: directory.path) == ["model.mlp"])
  }

  @Test("a new file has the permissions that any new file would have")
  func newPermissions() throws {
    let directory = try TemporaryDirectory()
    let path = directory.path.appending("new")
    let plain = directory.path.appending("plain")
    close(plain.withPlatformString { open($0, O_WRONLY | O_CREAT, 0o666) })
    try AtomicFile.replace(path, with: [])
    #expect(try FileStatus(of: path).permissions == FileStatus(of: plain).permissions)
  }

  @Test("an existing file's permissions are kept", arguments: [0o600, 0o640, 0o444, 0o666])
  func keptPermissions(permissions: mode_t) throws {
    let directory = try TemporaryDirectory()
    let path = directory.path.appending("file")
    try AtomicFile.replace(path, with: [1])
    Fixture.setPermissions(path, permissions)
    let before = try FileStatus(of: path)
    try AtomicFile.replace(path, with: [2])
    let after = try FileStatus(of: path)
    #expect(after.permissions.rawValue == permissions)
    #expect(after.identity != before.identity)
    #expect(try FileContents.readPrefix(path, count: 9).bytes == [2])
  }

  @Test("a symbolic link stays and its file is replaced, wherever that is")
  func link() throws {
    let directory = try TemporaryDirectory()
    let below = directory.path.appending("below")
    try Directory.create(below)
    let link = directory.path.appending("link")
    Fixture.makeSymbolicLink(link, to: "second")
    Fixture.makeSymbolicLink(directory.path.appending("second"), to: "below/file")
    for bytes: [UInt8] in [[1], [2]] {
      try AtomicFile.replace(link, with: bytes)
      #expect(try FileStatus(ofLink: link).kind == .symbolicLink)
      #expect(try FileContents.read(below.appending("file"), limit: 1) == bytes)
    }
    #expect(try Fixture.names(in: below) == ["file"])
  }

  @Test("an abandoned writer leaves the old file and no sibling")
  func abandoned() throws {
    let directory = try TemporaryDirectory()
    let path = directory.path.appending("file")
    try AtomicFile.replace(path, with: [1])
    do {
      var writer = try AtomicFile.Writer(path)
      try writer.write([2, 2].span)
      #expect(try Fixture.names(in: directory.path).count == 2)
    }
    #expect(try Fixture.names(in: directory.path) == ["file"])
    #expect(try FileContents.read(path, limit: 1) == [1])
  }

  @Test("bytes written in parts arrive in order")
  func parts() throws {
    let directory = try TemporaryDirectory()
    let path = directory.path.appending("file")
    var writer = try AtomicFile.Writer(path)
    for part: [UInt8] in [[1, 2], [], [3]] { try writer.write(part.span) }
    try writer.commit(syncing: false)
    #expect(try FileContents.read(path, limit: 3) == [1, 2, 3])
  }

  @Test("several files can be stored before the first of them takes its name")
  func storedTogether() throws {
    let directory = try TemporaryDirectory()
    let (a, b) = (directory.path.appending("a"), directory.path.appending("b"))
    try AtomicFile.replace(a, with: [1])
    do {
      var dropped = try AtomicFile.Writer(a)
      try dropped.write([9].span)
      try dropped.store()
    }
    #expect(try Fixture.names(in: directory.path) == ["a"])
    var first = try AtomicFile.Writer(a)
    var second = try AtomicFile.Writer(b)
    try first.write([2].span)
    try second.write([3].span)
    try first.store()
    try second.store()
    #expect(try FileContents.read(a, limit: 1) == [1])
    try first.commit()
    try second.commit()
    #expect(try FileContents.read(a, limit: 1) == [2])
    #expect(try FileContents.read(b, limit: 1) == [3])
    #expect(try Fixture.names(in: directory.path) == ["a", "b"])
  }

  @Test("a stored file is still the writer's own: another writer does not remove it")
  func storedAndLocked() throws {
    let directory = try TemporaryDirectory()
    let path = directory.path.appending("file")
    var writer = try AtomicFile.Writer(path)
    try writer.write([1].span)
    try writer.store()
    try AtomicFile.replace(path, with: [2])
    try writer.commit()
    #expect(try FileContents.read(path, limit: 1) == [1])
  }

  @Test("siblings of killed writers are removed, those of living ones and strangers are not")
  func strays() throws {
    let directory = try TemporaryDirectory()
    let path = directory.path.appending("file")
    let stray = ".file.0123456789abcdef.partial"
    let strangers = [
      ".file.0123456789abcdeg.partial", ".file.partial", ".other.0123456789abcdef.partial",
    ]
    for name in strangers + [stray] {
      try AtomicFile.replace(directory.path.appending(name), with: [0])
    }
    Fixture.setPermissions(directory.path.appending(stray), 0o444)
    var living = try AtomicFile.Writer(path)
    try living.write([1].span)
    try AtomicFile.replace(path, with: [2])
    let names = try Fixture.names(in: directory.path)
    #expect(!names.contains(stray))
    #expect(names.count == strangers.count + 2)
    #expect(names.contains("file"))
    try living.commit()
    #expect(try FileContents.read(path, limit: 1) == [1])
    #expect(try Fixture.names(in: directory.path) == (strangers + ["file"]).sorted())
  }

  @Test("a missing or impossible place is refused before the first byte")
  func refused() throws {
    let directory = try TemporaryDirectory()
    let file = directory.path.appending("file")
    try AtomicFile.replace(file, with: [1])
    let pipe = directory.path.appending("pipe")
    Fixture.makeNamedPipe(pipe)
    let loop = directory.path.appending("loop")
    Fixture.makeSymbolicLink(loop, to: "loop")
    let cases: [(FilePath, PosixError.Kind)] = [
      (directory.path.appending("none/file"), .notFound), (file.appending("below"), .notDirectory),
      (directory.path, .notRegularFile), (pipe, .notRegularFile), ("/dev/full", .notRegularFile),
      (loop, .linkLoop), ("", .noFileName), ("/", .noFileName), ("..", .noFileName),
    ]
    for (path, kind) in cases {
      let checked = Fixture.error { () throws(PosixError) in try AtomicFile.checkWritable(path) }
      #expect(checked?.kind == kind, "\(path)")
      let replaced = Fixture.error { () throws(PosixError) in
        try AtomicFile.replace(path, with: [2])
      }
      #expect(replaced == checked)
    }
    #expect(try Fixture.names(in: directory.path) == ["file", "loop", "pipe"])
    #expect(try FileContents.read(file, limit: 1) == [1])
  }

  @Test("a target that becomes a directory meanwhile is kept and the sibling removed")
  func failedCommit() throws {
    let directory = try TemporaryDirectory()
    let path = directory.path.appending("file")
    let error = Fixture.error { () throws(PosixError) in
      let writer = try AtomicFile.Writer(path)
      try Directory.create(path)
      try writer.commit()
    }
    #expect(error == .failed(.replace, path: path, code: .isDirectory))
    #expect(try Fixture.names(in: directory.path) == ["file"])
  }

  @Test("checking leaves nothing behind and the old file untouched")
  func checking() throws {
    let directory = try TemporaryDirectory()
    let path = directory.path.appending("file")
    try AtomicFile.checkWritable(path)
    #expect(try Fixture.names(in: directory.path) == [])
    try AtomicFile.replace(path, with: [1])
    let before = try FileStatus(of: path)
    try AtomicFile.checkWritable(path)
    #expect(try FileStatus(of: path) == before)
  }

  @Test("the longest legal names can be written, of one byte a character or of more")
  func longNames() throws {
    let directory = try TemporaryDirectory()
    for name in [String(repeating: "n", count: 255), String(repeating: "ä", count: 127)] {
      let path = directory.path.appending(name)
      try AtomicFile.replace(path, with: [1])
      #expect(try FileContents.read(path, limit: 1) == [1])
    }
    let tooLong = directory.path.appending(String(repeating: "n", count: 256))
    let error = Fixture.error { () throws(PosixError) in
      try AtomicFile.replace(tooLong, with: [1])
    }
    #expect(error?.kind == .nameTooLong)
  }
}
