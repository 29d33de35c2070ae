import Glibc
import Posix
import SystemPackage
import Testing

@Suite struct UnixStreamTests {
  @Test("bytes arrive in order, behind what the output holds")
  func transfer() throws {
    let pair = try SocketFixture.makePair()
    #expect(try pair.near.send([1, 2, 3].span) == .bytes(3))
    #expect(try pair.far.wait(for: .readable, timeoutMilliseconds: 10_000))
    let bytes = try [UInt8](capacity: 8) { output throws(ResourceError) in
      output.append(9)
      #expect(try pair.far.receive(into: &output) == .bytes(3))
    }
    #expect(bytes == [9, 1, 2, 3])
  }

  @Test("a mutable span is filled from its beginning")
  func intoSpan() throws {
    let pair = try SocketFixture.makePair()
    #expect(try pair.near.send([1, 2].span) == .bytes(2))
    var bytes: [UInt8] = [7, 7, 7]
    var span = bytes.mutableSpan
    #expect(try pair.far.receive(into: &span) == .bytes(2))
    #expect(bytes == [1, 2, 7])
  }

  @Test("both ends never wait and are not inherited")
  func flags() throws {
    let pair = try SocketFixture.makePair()
    for number in [pair.near.number, pair.far.number] {
      #expect(SocketFixture.isNonBlocking(number))
      #expect(SocketFixture.isClosedOnExecute(number))
    }
    var bytes: [UInt8] = [0]
    var span = bytes.mutableSpan
    #expect(try pair.near.receive(into: &span) == .wouldBlock)
  }

  @Test("a full buffer takes part of the bytes, then none, and the rest arrives later")
  func fullBuffer() throws {
    let pair = try SocketFixture.makePair()
    try pair.near.setBufferByteCounts(sending: 1 << 14, receiving: 1 << 14)
    #expect(try pair.near.sendBufferByteCount() >= 1 << 14)
    #expect(try pair.near.receiveBufferByteCount() >= 1 << 14)
    let bytes = (0..<500_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    var rest = bytes.span
    var received: [UInt8] = []
    var stalls = 0
    while !rest.isEmpty {
      switch try pair.near.send(rest) {
      case .bytes(let count): rest = rest.extracting(droppingFirst: count)
      case .wouldBlock:
        stalls += 1
        received += try SocketFixture.received(pair.far, room: 1 << 20)
      case .closed: Issue.record("the peer is there")
      }
    }
    while received.count < bytes.count {
      received += try SocketFixture.received(pair.far, room: 1 << 20)
    }
    #expect(stalls > 0)
    #expect(received == bytes)
  }

  @Test("a peer that has gone is told as closed in both directions, without a signal")
  func closed() throws {
    let near: UnixStream
    do {
      let pair = try SocketFixture.makePair()
      near = UnixStreamTests.near(of: pair)
    }
    var bytes: [UInt8] = [0]
    var span = bytes.mutableSpan
    #expect(try near.receive(into: &span) == .closed)
    #expect(try near.send([1].span) == .closed)
    #expect(try near.send([1].span, [2].span) == .closed)
  }

  @Test("a direction that is shut down ends the stream behind the bytes sent")
  func shutDown() throws {
    let pair = try SocketFixture.makePair()
    #expect(try pair.near.send([1].span) == .bytes(1))
    try pair.near.shutDown(.sending)
    #expect(try SocketFixture.received(pair.far) == [1])
    #expect(try SocketFixture.received(pair.far) == [])
    #expect(try pair.far.send([2].span) == .bytes(1))
    #expect(try SocketFixture.received(pair.near) == [2])
    try pair.near.shutDown(.both)
    #expect(try pair.far.send([2].span) == .closed)
  }

  @Test("the kernel tells who connected")
  func credentials() throws {
    let pair = try SocketFixture.makePair()
    let peer = try pair.far.peerCredentials()
    #expect(peer.processID == getpid())
    #expect(peer.userID == geteuid())
    #expect(peer.groupID == getegid())
  }

  @Test("connecting to nobody is an error with its path")
  func nobody() throws {
    let directory = try TemporaryDirectory(named: "mnistkit.s")
    let path = directory.path.appending("s")
    let absent = SocketFixture.error { () throws(ResourceError) in
      try UnixStream(connectingTo: UnixAddress(path), timeoutMilliseconds: 1)
    }
    #expect(absent == .failed(.connect, path: path, code: .noSuchFileOrDirectory))
    Fixture.makeSocket(path)
    let refused = SocketFixture.error { () throws(ResourceError) in
      try UnixStream(connectingTo: UnixAddress(path), timeoutMilliseconds: 1)
    }
    #expect(refused.map { "\($0)" } == "cannot connect \(path): Connection refused")
  }

  @Test("two spans go in one call, and either may be empty")
  func twoSpans() throws {
    let pair = try SocketFixture.makePair()
    let empty: [UInt8] = []
    #expect(try pair.near.send([1, 2].span, [3].span) == .bytes(3))
    #expect(try SocketFixture.received(pair.far) == [1, 2, 3])
    #expect(try pair.near.send(empty.span, [4].span) == .bytes(1))
    #expect(try pair.near.send([5].span, empty.span) == .bytes(1))
    #expect(try SocketFixture.received(pair.far) == [4, 5])
  }

  @Test("a list of pieces goes in one call, and what was sent is taken off wherever it ends")
  func gathering() throws {
    let pair = try SocketFixture.makePair()
    let bytes = (0..<100).map { UInt8($0) }
    for taken in 0...100 {
      var list = GatherList(capacity: 4)
      try bytes.withUnsafeBytes { bytes throws in
        list.append(UnsafeRawBufferPointer(rebasing: bytes[..<10]))
        list.append(UnsafeRawBufferPointer(rebasing: bytes[10..<10]))
        list.append(UnsafeRawBufferPointer(rebasing: bytes[10..<40]))
        list.append(UnsafeRawBufferPointer(rebasing: bytes[40...]))
        #expect(list.byteCount == 100)
        #expect(list.isFull == false)
        list.removeFirst(byteCount: taken)
        #expect(list.byteCount == 100 - taken)
        #expect(list.isEmpty == (taken == 100))
        if list.isEmpty { return }
        #expect(try pair.near.send(gathering: list) == .bytes(100 - taken))
      }
      if taken < 100 { #expect(try SocketFixture.received(pair.far) == Array(bytes[taken...])) }
    }
  }

  private static func near(of pair: consuming SocketFixture.Pair) -> UnixStream { pair.near }
}
