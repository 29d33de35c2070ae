import Glibc
import Posix
import SystemPackage
import Testing

@Suite struct InheritedDescriptorsTests {
  @Test("named sockets and stored files are taken by their names, and unknown names are left")
  func taken() throws {
    let directory = try TemporaryDirectory(named: "mnistkit.s")
    let path = directory.path.appending("s")
    let listener = try UnixListener(bindingTo: UnixAddress(path))
    let file = try MemoryFile(named: "test", bytes: [5].span)
    let first = try SocketFixture.copies(of: [
      listener.number, listener.number, file.number, file.number,
    ])
    var inherited = try Self.inherit(first, count: 4, names: "data:data:model:strange")
    #expect(inherited.names == ["data", "data", "model", "strange"])
    for number in first..<first + 4 { #expect(SocketFixture.isClosedOnExecute(number)) }

    let one = try SocketFixture.present(try inherited.takeListener(named: "data"))
    #expect(one.number == first)
    #expect(one.path == path)
    #expect(try inherited.takeListener(named: "data")?.number == first + 1)
    #expect(try inherited.takeListener(named: "data") == nil)
    #expect(try inherited.takeListener(named: "control") == nil)
    let stored = try SocketFixture.present(
      try inherited.takeMemoryFile(named: "model", minimumByteCount: 1))
    #expect(try stored.map().withBytes { $0[0] } == 5)
    #expect(inherited.names == ["strange"])
    #expect(SocketFixture.isOpen(first + 3))
  }

  @Test("what nobody takes is closed")
  func leftOver() throws {
    let counter = try EventCounter()
    let first = try SocketFixture.copies(of: [counter.number])
    do {
      let inherited = try Self.inherit(first, count: 1, names: "strange")
      #expect(inherited.names == ["strange"])
    }
    #expect(!SocketFixture.isOpen(first))
  }

  @Test("a descriptor of the wrong kind is refused by its name, and closed")
  func wrongKind() throws {
    let counter = try EventCounter()
    let first = try SocketFixture.copies(of: [counter.number, counter.number])
    var inherited = try Self.inherit(first, count: 2, names: "data:model")
    do {
      _ = try inherited.takeListener(named: "data")
      Issue.record("expected an error")
    } catch {
      guard case .wrongDescriptor("data", _, _) = error else {
        Issue.record("found \(error)")
        return
      }
    }
    do {
      _ = try inherited.takeMemoryFile(named: "model")
      Issue.record("expected an error")
    } catch {
      guard case .wrongDescriptor("model", _, _) = error else {
        Issue.record("found \(error)")
        return
      }
    }
    #expect(!SocketFixture.isOpen(first))
    #expect(!SocketFixture.isOpen(first + 1))
    #expect(inherited.names.isEmpty)
  }

  @Test(
    "nothing is inherited without the variables, or with another process's",
    arguments: [
      [:], ["LISTEN_FDS": "1"], ["LISTEN_PID": "8", "LISTEN_FDS": "1"], ["LISTEN_PID": "7"],
      ["LISTEN_PID": "7", "LISTEN_FDS": "0", "LISTEN_FDNAMES": ""],
    ] as [[String: String]])
  func nothing(variables: [String: String]) throws {
    let inherited = try InheritedDescriptors(processID: 7, firstNumber: 0) { variables[$0] }
    #expect(inherited.names.isEmpty)
  }

  @Test("descriptors without names are called unknown")
  func unnamed() throws {
    let counter = try EventCounter()
    let first = try SocketFixture.copies(of: [counter.number])
    var inherited = try InheritedDescriptors(processID: 7, firstNumber: first) {
      ["LISTEN_PID": "7", "LISTEN_FDS": "1"][$0]
    }
    #expect(inherited.names == ["unknown"])
    #expect(inherited.takeDescriptor(named: "unknown")?.number == first)
  }

  @Test(
    "a malformed variable is told",
    arguments: [
      ("LISTEN_PID", ["LISTEN_PID": "x"]), ("LISTEN_PID", ["LISTEN_PID": "0"]),
      ("LISTEN_FDS", ["LISTEN_PID": "7", "LISTEN_FDS": ""]),
      ("LISTEN_FDS", ["LISTEN_PID": "7", "LISTEN_FDS": "-1"]),
      ("LISTEN_FDS", ["LISTEN_PID": "7", "LISTEN_FDS": "99999999999999999999"]),
      ("LISTEN_FDNAMES", ["LISTEN_PID": "7", "LISTEN_FDS": "2", "LISTEN_FDNAMES": "a"]),
      ("LISTEN_FDNAMES", ["LISTEN_PID": "7", "LISTEN_FDS": "1", "LISTEN_FDNAMES": "a:b"]),
    ] as [(String, [String: String])])
  func malformed(name: String, variables: [String: String]) {
    let error = SocketFixture.error { () throws(ResourceError) in
      try InheritedDescriptors(processID: 7, firstNumber: 0) { variables[$0] }
    }
    guard case .malformedVariable(name, variables[name], _) = error else {
      Issue.record("found \(String(describing: error))")
      return
    }
  }

  @Test("a number that is not open is told")
  func notOpen() {
    let error = SocketFixture.error { () throws(ResourceError) in
      try Self.inherit(1_000_000, count: 1, names: "data")
    }
    #expect(error == .failed(.adoptDescriptor, path: nil, code: .badFileDescriptor))
  }

  private static func inherit(
    _ first: Int32, count: Int, names: String
  ) throws(ResourceError) -> InheritedDescriptors {
    try InheritedDescriptors(processID: 7, firstNumber: first) {
      ["LISTEN_PID": "7", "LISTEN_FDS": "\(count)", "LISTEN_FDNAMES": names][$0]
    }
  }
}
