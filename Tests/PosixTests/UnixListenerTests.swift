import Glibc
import Posix
import SystemPackage
import Testing

@Suite struct UnixListenerTests {
  private let directory: SharedDirectory

  init() throws { directory = try SharedDirectory() }

  @Test("a path of 107 bytes is an address, and one of 108 is refused with both numbers")
  func longestPath() throws {
    let longest = FilePath("/" + String(repeating: "a", count: 106))
    #expect(try UnixAddress(longest).path == longest)
    let tooLong = FilePath("/" + String(repeating: "a", count: 107))
    let error = SocketFixture.error { () throws(ResourceError) in try UnixAddress(tooLong) }
    #expect(error == .addressTooLong(path: tooLong, byteCount: 108, limit: 107))
    #expect(
      error.map { "\($0)" }
        == "cannot use the socket \(tooLong): expected at most 107 bytes of path, found 108")
  }

  @Test(
    "what is no address in the manager's notation is refused", arguments: ["", "@", "a", "a/b"])
  func notation(text: String) {
    #expect(
      SocketFixture.error { () throws(ResourceError) in try UnixAddress(notation: text) }
        == .malformedAddress(path: FilePath(text)))
  }

  @Test(
    "the socket file has the permissions asked for, whatever the umask",
    arguments: [0o600, 0o660, 0o666] as [CModeT])
  func permissions(bits: CModeT) throws {
    let path = directory.path.appending("s")
    let listener = try UnixListener(
      bindingTo: UnixAddress(path), permissions: FilePermissions(rawValue: bits))
    #expect(listener.path == path)
    #expect(try FileStatus(of: path).permissions.rawValue == bits)
    #expect(try FileStatus(of: path).kind == .socket)
    #expect(SocketFixture.isNonBlocking(listener.number))
    #expect(SocketFixture.isClosedOnExecute(listener.number))
  }

  @Test("the socket file goes with its listener, unless the name is another's by then")
  func removal() throws {
    let path = directory.path.appending("s")
    do {
      let listener = try UnixListener(bindingTo: UnixAddress(path))
      #expect(try listener.accept() == nil)
    }
    #expect(try FileStatus.ifPresent(path) == nil)
    let first = try UnixListener(bindingTo: UnixAddress(path))
    try RegularFile.remove(path)
    let second = try UnixListener(bindingTo: UnixAddress(path))
    _ = consume first
    #expect(try FileStatus.ifPresent(path)?.kind == .socket)
    #expect(try second.accept() == nil)
  }

  @Test("the file of a server that is gone is replaced")
  func stale() throws {
    let path = directory.path.appending("s")
    Fixture.makeSocket(path)
    let listener = try UnixListener(bindingTo: UnixAddress(path))
    let client = try UnixStream(connectingTo: UnixAddress(path), timeoutMilliseconds: 10_000)
    #expect(try SocketFixture.accepted(listener) != nil)
    #expect(client.number >= 0)
  }

  @Test("a server that answers is not replaced")
  func live() throws {
    let path = directory.path.appending("s")
    let first = try UnixListener(bindingTo: UnixAddress(path))
    let error = SocketFixture.error { () throws(ResourceError) in
      try UnixListener(bindingTo: UnixAddress(path))
    }
    #expect(error == .addressInUse(path: path))
    // The probe was one more client that has gone again.
    #expect(try SocketFixture.accepted(first) != nil)
    #expect(try FileStatus(of: path).kind == .socket)
  }

  @Test("a server whose backlog is full counts as one that answers")
  func fullBacklog() throws {
    let path = directory.path.appending("s")
    let address = try UnixAddress(path)
    let first = try UnixListener(bindingTo: address, backlog: 0)
    let client = try UnixStream(connectingTo: address, timeoutMilliseconds: 10_000)
    #expect(
      SocketFixture.error { () throws(ResourceError) in try UnixListener(bindingTo: address) }
        == .addressInUse(path: path))
    #expect(
      SocketFixture.error { () throws(ResourceError) in
        try UnixStream(connectingTo: address, timeoutMilliseconds: 20)
      } == .timedOut(.connect, path: path, milliseconds: 20))
    #expect(try SocketFixture.accepted(first) != nil)
    #expect(client.number >= 0)
  }

  @Test("what is no socket is left alone")
  func otherFile() throws {
    let path = directory.path.appending("s")
    try AtomicFile.replace(path, with: [1, 2, 3], syncing: false)
    let error = SocketFixture.error { () throws(ResourceError) in
      try UnixListener(bindingTo: UnixAddress(path))
    }
    #expect(error == .notSocket(path: path, found: .regularFile))
    #expect(try FileContents.read(path, limit: 3) == [1, 2, 3])
    let link = directory.path.appending("link")
    Fixture.makeSymbolicLink(link, to: "nowhere")
    #expect(
      SocketFixture.error { () throws(ResourceError) in
        try UnixListener(bindingTo: UnixAddress(link))
      } == .notSocket(path: link, found: .symbolicLink))
  }

  @Test("a missing directory is told")
  func missingDirectory() {
    let path: FilePath = directory.path.appending("missing/s")
    let error = SocketFixture.error { () throws(ResourceError) in
      try UnixListener(bindingTo: UnixAddress(path))
    }
    #expect(error?.code == .noSuchFileOrDirectory)
  }

  @Test("a listening socket of another program is adopted, and its file stays")
  func adoption() throws {
    let path = directory.path.appending("s")
    let original = try UnixListener(bindingTo: UnixAddress(path))
    let copy = try SocketFixture.copies(of: [original.number])
    do {
      let adopted = try UnixListener(adopting: Descriptor(adopting: copy), name: "data")
      #expect(adopted.path == path)
      #expect(SocketFixture.isClosedOnExecute(adopted.number))
      #expect(try adopted.accept() == nil)
    }
    #expect(try FileStatus.ifPresent(path)?.kind == .socket)
    #expect(!SocketFixture.isOpen(copy))
  }

  @Test("a descriptor that is no listening Unix stream socket is refused with what it is")
  func wrongKinds() throws {
    func found(_ descriptor: consuming Descriptor) -> String? {
      do {
        _ = try UnixListener(adopting: descriptor, name: "data")
        Issue.record("expected an error")
        return nil
      } catch {
        guard case .wrongDescriptor("data", "a listening Unix stream socket", let found) = error
        else { return "\(error)" }
        return found
      }
    }
    #expect(
      found(SocketFixture.descriptor(type: SOCK_STREAM))
        == "a Unix stream socket that does not listen")
    #expect(found(SocketFixture.descriptor(type: SOCK_DGRAM)) == "a Unix socket of another type")
    #expect(
      found(SocketFixture.descriptor(family: AF_INET, type: SOCK_STREAM))
        == "a socket of another family")
    #expect(
      found(Descriptor(adopting: open("/dev/null", O_RDONLY | O_CLOEXEC))) == "a character device")
  }
}

/// A temporary directory that a suite can keep.
final class SharedDirectory: Sendable {
  private let directory: TemporaryDirectory

  init() throws { directory = try TemporaryDirectory(named: "mnistkit.s") }

  var path: FilePath { directory.path }
}
