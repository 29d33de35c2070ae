import Glibc
import Posix
import SystemPackage
import Testing

@Suite struct InotifyTests {
  @Test("files that are written, moved in, moved out and removed are told by name")
  func names() throws {
    let directory = try TemporaryDirectory()
    let inotify = try Inotify()
    let watch = try inotify.watch(directory: directory.path)
    #expect(try inotify.read().isEmpty)
    let path = directory.path.appending("a.mlp")
    // Atomic replacement writes a hidden sibling, closes it and renames it.
    try AtomicFile.replace(path, with: [1], syncing: false)
    #expect(try inotify.wait(for: .readable, timeoutMilliseconds: 10_000))
    let published = try inotify.read()
    #expect(published.contains(.movedIn(watch, "a.mlp")))
    #expect(
      published.contains {
        if case .removed(watch, let name) = $0 { name.string.hasPrefix(".a.mlp.") } else { false }
      })
    close(open(path.string, O_WRONLY))
    #expect(try inotify.read().contains(.written(watch, "a.mlp")))
    try RegularFile.remove(path)
    #expect(try inotify.read() == [.removed(watch, "a.mlp")])
  }

  @Test("reading a file is no news")
  func reading() throws {
    let directory = try TemporaryDirectory()
    let path = directory.path.appending("a")
    try AtomicFile.replace(path, with: [1], syncing: false)
    let inotify = try Inotify()
    _ = try inotify.watch(directory: directory.path)
    #expect(try FileContents.read(path, limit: 1) == [1])
    #expect(try inotify.read().isEmpty)
  }

  @Test("a directory that is removed or renamed is told")
  func gone() throws {
    let parent = try TemporaryDirectory()
    let inotify = try Inotify()
    let removed = parent.path.appending("removed")
    try Directory.create(removed)
    let first = try inotify.watch(directory: removed)
    try Directory.removeTree(removed)
    #expect(try Set(inotify.read()) == [.directoryGone(first)])
    let renamed = parent.path.appending("renamed")
    try Directory.create(renamed)
    let second = try inotify.watch(directory: renamed)
    #expect(rename(renamed.string, parent.path.appending("other").string) == 0)
    #expect(try inotify.read() == [.directoryGone(second)])
  }

  @Test("more news than the kernel keeps are told as an overflow")
  func overflow() throws {
    let text = String(
      decoding: Self.contents("/proc/sys/fs/inotify/max_queued_events"), as: UTF8.self)
    let limit = try #require(Int(text.prefix { $0.isNumber }))
    let directory = try TemporaryDirectory()
    let inotify = try Inotify()
    _ = try inotify.watch(directory: directory.path)
    let names = ["a", "b"].map { directory.path.appending($0).string }
    // Renaming to and fro, because equal news in a row are one.
    #expect(mkdir(names[0], 0o700) == 0)
    for index in 0...(limit / 2) {
      #expect(rename(names[index % 2], names[1 - index % 2]) == 0)
    }
    // All pieces but the last, each a header and a name padded to as many bytes; building events
    // of them would take seconds.
    var bytes = [UInt8](repeating: 0, count: limit * 32)
    #expect(read(inotify.number, &bytes, bytes.count) == bytes.count)
    #expect(try inotify.read() == [.overflow])
    #expect(try inotify.read().isEmpty)
  }

  @Test("what is no directory is not watched")
  func noDirectory() throws {
    let inotify = try Inotify()
    let error = SocketFixture.error { () throws(ResourceError) in
      try inotify.watch(directory: "/dev/null")
    }
    #expect(error == .failed(.watch, path: "/dev/null", code: .notDirectory))
  }

  private static func contents(_ path: String) -> [UInt8] {
    let number = open(path, O_RDONLY | O_CLOEXEC)
    defer { close(number) }
    var buffer = [UInt8](repeating: 0, count: 100)
    let count = read(number, &buffer, buffer.count)
    return Array(buffer.prefix(max(0, count)))
  }
}
