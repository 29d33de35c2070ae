import Posix
import SystemPackage
import Testing

@Suite struct DirectoryTests {
  @Test("a directory can be synced, and a missing one is an error")
  func synchronising() throws {
    let directory = try TemporaryDirectory()
    try Directory.synchronise(directory.path)
    let missing = directory.path.appending("missing")
    #expect(throws: PosixError.failed(.open, path: missing, code: .noSuchFileOrDirectory)) {
      try Directory.synchronise(missing)
    }
  }

  @Test("missing parents are made, and making twice changes nothing")
  func create() throws {
    let directory = try TemporaryDirectory()
    let path = directory.path.appending("a/b/c")
    try Directory.create(path)
    try Directory.create(path)
    #expect(try Directory.exists(path))
    #expect(try Fixture.names(in: directory.path) == ["a"])
  }

  @Test("a file in the way is an error")
  func fileInTheWay() throws {
    let directory = try TemporaryDirectory()
    let file = directory.path.appending("file")
    try AtomicFile.replace(file, with: [])
    let same = Fixture.error { () throws(PosixError) in try Directory.create(file) }
    #expect(same?.kind == .alreadyExists)
    let below = Fixture.error { () throws(PosixError) in try Directory.create(file.appending("d")) }
    #expect(below?.kind == .notDirectory)
    #expect(try !Directory.exists(file))
  }

  @Test("entries come in byte order")
  func entries() throws {
    let directory = try TemporaryDirectory()
    for name in ["b", "B", "ä", ".hidden", "a"] {
      try AtomicFile.replace(directory.path.appending(name), with: [], syncing: false)
    }
    #expect(try Fixture.names(in: directory.path) == [".hidden", "B", "a", "b", "ä"])
    let missing = Fixture.error { () throws(PosixError) in
      try Directory.entries(of: directory.path.appending("none"))
    }
    #expect(missing?.kind == .notFound)
  }

  @Test("a tree is removed, and what its links lead to is not")
  func removeTree() throws {
    let directory = try TemporaryDirectory()
    let kept = directory.path.appending("kept")
    try Directory.create(kept)
    try AtomicFile.replace(kept.appending("file"), with: [])
    let tree = directory.path.appending("tree")
    try Directory.create(tree.appending("below"))
    try AtomicFile.replace(tree.appending("below/file"), with: [])
    Fixture.makeSymbolicLink(tree.appending("link"), to: kept)
    try Directory.removeTree(tree)
    #expect(try Fixture.names(in: directory.path) == ["kept"])
    #expect(try Fixture.names(in: kept) == ["file"])
  }

  @Test("a temporary directory goes with its owner")
  func temporary() throws {
    let path: FilePath
    do {
      let directory = try TemporaryDirectory(named: "posix-tests")
      path = directory.path
      try Directory.create(path.appending("below"))
      #expect(try FileStatus(of: path).permissions == .ownerReadWriteExecute)
    }
    #expect(try FileStatus.ifPresent(path) == nil)
  }

  @Test("files are found and removed by name")
  func files() throws {
    let directory = try TemporaryDirectory()
    let path = directory.path.appending("file")
    #expect(try !RegularFile.exists(path))
    try RegularFile.removeIfPresent(path)
    let missing = Fixture.error { () throws(PosixError) in try RegularFile.remove(path) }
    #expect(missing?.kind == .notFound)
    try AtomicFile.replace(path, with: [1])
    #expect(try RegularFile.exists(path))
    try RegularFile.removeIfPresent(path)
    #expect(try !RegularFile.exists(path))
  }
}
