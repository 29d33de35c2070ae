import Glibc
import Posix
import Testing

@Suite struct DescriptorPassingTests {
  @Test("a descriptor travels with its bytes and is the same open file")
  func one() throws {
    let pair = try SocketFixture.makePair()
    let counter = try EventCounter()
    #expect(try pair.near.send([1, 2].span, with: counter) == .bytes(2))
    var queue = DescriptorQueue(limit: 2)
    let bytes = try [UInt8](capacity: 8) { output throws(ResourceError) in
      #expect(try pair.far.receive(into: &output, descriptors: &queue) == .bytes(2))
    }
    #expect(bytes == [1, 2])
    #expect(queue.count == 1)
    let received = try SocketFixture.present(queue.takeFirst())
    #expect(queue.isEmpty == true)
    #expect(received.number != counter.number)
    #expect(SocketFixture.isClosedOnExecute(received.number))
    counter.signal()
    #expect(try received.wait(for: .readable, timeoutMilliseconds: 0))
  }

  @Test("as many as the limit arrive in their order", arguments: [1, 2, 3, 15, 16])
  func limit(count: Int) throws {
    let pair = try SocketFixture.makePair()
    let numbers = try Self.files(count)
    defer { for number in numbers { close(number) } }
    #expect(
      try pair.near.send([1].span, withDescriptorNumbers: numbers.span) == .bytes(1))
    var queue = DescriptorQueue(limit: count)
    _ = try [UInt8](capacity: 8) { output throws(ResourceError) in
      #expect(try pair.far.receive(into: &output, descriptors: &queue) == .bytes(1))
    }
    #expect(queue.count == count)
    for index in 0..<count {
      let received = try SocketFixture.present(queue.takeFirst())
      #expect(lseek(received.number, 0, SEEK_CUR) == index)
    }
  }

  @Test("more than the queue has room for are all closed, and an error", arguments: [0, 1, 2, 3])
  func tooMany(limit: Int) throws {
    let pair = try SocketFixture.makePair()
    let numbers = try Self.files(limit + 1)
    defer { for number in numbers { close(number) } }
    #expect(
      try pair.near.send([1].span, withDescriptorNumbers: numbers.span) == .bytes(1))
    var queue = DescriptorQueue(limit: limit)
    if limit > 1 { queue.append(Descriptor(adopting: dup(numbers[0]))) }
    do {
      _ = try [UInt8](capacity: 8) { output throws(ResourceError) in
        _ = try pair.far.receive(into: &output, descriptors: &queue)
      }
      Issue.record("expected an error")
    } catch {
      #expect(error == .tooManyDescriptors(limit: limit))
    }
    #expect(queue.isEmpty == true)
    // One name is left to each file: those that travelled are closed.
    for number in numbers { #expect(try Self.openCount(of: number) == 1) }
  }

  @Test("descriptors that nobody takes are closed with their queue")
  func dropped() throws {
    let numbers = try Self.files(1)
    defer { close(numbers[0]) }
    do {
      var queue = DescriptorQueue(limit: 2)
      queue.append(Descriptor(adopting: dup(numbers[0])))
      queue.append(Descriptor(adopting: dup(numbers[0])))
      #expect(try Self.openCount(of: numbers[0]) == 3)
      queue.removeAll()
      #expect(try Self.openCount(of: numbers[0]) == 1)
      queue.append(Descriptor(adopting: dup(numbers[0])))
    }
    #expect(try Self.openCount(of: numbers[0]) == 1)
  }

  @Test("a plain receive drops descriptors and keeps bytes")
  func plainReceive() throws {
    let pair = try SocketFixture.makePair()
    let numbers = try Self.files(1)
    defer { close(numbers[0]) }
    #expect(try pair.near.send([1].span, withDescriptorNumbers: numbers.span) == .bytes(1))
    #expect(try SocketFixture.received(pair.far) == [1])
    #expect(try Self.openCount(of: numbers[0]) == 1)
  }

  @Test("a duplicate is another number, and a released one stays open")
  func ownership() throws {
    let number = try Self.files(1)[0]
    let original = Descriptor(adopting: number)
    do {
      let duplicate = try original.duplicate()
      #expect(duplicate.number != number)
      #expect(SocketFixture.isClosedOnExecute(duplicate.number))
    }
    let released = original.release()
    #expect(released == number)
    #expect(SocketFixture.isOpen(number))
    close(number)
  }

  /// Open files of no name, the nth of which stands at byte n.
  private static func files(_ count: Int) throws -> [Int32] {
    try (0..<count).map { index in
      let number = open("/tmp", O_RDWR | Int32(0o20200000) | O_CLOEXEC, 0o600)
      try #require(number >= 0)
      #expect(lseek(number, index, SEEK_SET) == index)
      return number
    }
  }

  /// How many descriptors of this process lead to the same nameless file.
  private static func openCount(of number: Int32) throws -> Int {
    let file = try #require(status(number))
    return (0..<1024).count { other in
      guard let found = status(Int32(other)) else { return false }
      return found.st_dev == file.st_dev && found.st_ino == file.st_ino
    }
  }

  private static func status(_ number: Int32) -> stat? {
    var status = stat()
    return fstat(number, &status) == 0 ? status : nil
  }
}
