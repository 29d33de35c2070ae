import Posix
import SystemPackage
import Testing

@Suite("Partial file")
struct PartialFileTests {
  private static func paths(in directory: FilePath) -> (target: FilePath, hidden: FilePath) {
    (directory.appending("data"), directory.appending(".data.download"))
  }

  private func append(_ bytes: [UInt8], to file: borrowing PartialFile) throws {
    try #require(try file.descriptor.writeAll(bytes) == bytes.count)
  }

  @Test("what one process left is what the next goes on with")
  func goesOn() throws {
    let directory = try TemporaryDirectory()
    let (target, hidden) = Self.paths(in: directory.path)
    do {
      let file = try PartialFile(of: target)
      #expect(file.path == hidden)
      try append([1, 2], to: file)
    }
    let file = try PartialFile(of: target)
    #expect(try file.byteCount() == 2)
    try append([3], to: file)
    try file.commit(as: "data")
    #expect(try FileContents.read(target, limit: 9) == [1, 2, 3])
    #expect(try !RegularFile.exists(hidden))
  }

  @Test("an empty file leaves no trace")
  func empty() throws {
    let directory = try TemporaryDirectory()
    let (target, hidden) = Self.paths(in: directory.path)
    do {
      let file = try PartialFile(of: target)
      try append([1], to: file)
      try file.empty()
      #expect(try RegularFile.exists(hidden))
    }
    #expect(try !RegularFile.exists(hidden))
  }

  @Test("the final name replaces what has it, and may differ from the one it was begun for")
  func replaces() throws {
    let directory = try TemporaryDirectory()
    let (target, _) = Self.paths(in: directory.path)
    let plain = directory.path.appending("plain")
    try AtomicFile.replace(plain, with: [9])
    let file = try PartialFile(of: target)
    try append([1], to: file)
    try file.commit(as: "plain")
    #expect(try FileContents.read(plain, limit: 9) == [1])
    #expect(try !RegularFile.exists(target))
  }

  @Test("it is open once at a time")
  func locked() throws {
    let directory = try TemporaryDirectory()
    let (target, hidden) = Self.paths(in: directory.path)
    let first = try PartialFile(of: target)
    #expect(throws: PosixError.failed(.lock, path: hidden, code: .wouldBlock)) {
      _ = try PartialFile(of: target)
    }
    #expect(try first.byteCount() == 0)
  }

  @Test("what is no regular file is refused, and so is a path without a name")
  func refused() throws {
    let directory = try TemporaryDirectory()
    let (target, hidden) = Self.paths(in: directory.path)
    try Directory.create(hidden)
    #expect(throws: PosixError.self) { _ = try PartialFile(of: target) }
    #expect(throws: PosixError.self) { _ = try PartialFile(of: "/") }
  }
}
