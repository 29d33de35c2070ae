import CLinux
import Glibc
import Posix
import SystemPackage
import Testing

@Suite struct MemoryFileTests {
  @Test("a file holds the bytes it was made of, and nobody can change it")
  func sealed() throws {
    let file = try MemoryFile(named: "test", bytes: [1, 2, 3].span)
    #expect(file.byteCount == 3)
    let region = try file.map()
    #expect(region.withBytes { $0.count } == 3)
    #expect(region.withBytes { [$0[0], $0[1], $0[2]] } == [1, 2, 3])
    #expect(region.isWritable == false)
    let number = file.number
    #expect(write(number, [9], 1) == -1)
    #expect(ftruncate(number, 1) == -1)
    #expect(ftruncate(number, 10) == -1)
    let writable = mmap(nil, 3, PROT_READ | PROT_WRITE, MAP_SHARED, number, 0)
    #expect(writable == MAP_FAILED)
    #expect(SocketFixture.isClosedOnExecute(number))
  }

  @Test("a file is filled in place, in zeros before")
  func filled() throws {
    let file = try MemoryFile(named: "test", byteCount: 10_000) { bytes in
      for index in 5_000..<10_000 { bytes[index] = UInt8(truncatingIfNeeded: index) }
    }
    let copy = Descriptor(adopting: dup(file.number))
    let adopted = try MemoryFile(adopting: copy, name: "input", minimumByteCount: 10_000)
    #expect(adopted.byteCount == 10_000)
    let region = try adopted.map()
    for index in [0, 4_999, 5_000, 5_001, 9_999] {
      let expected = index < 5_000 ? 0 : UInt8(truncatingIfNeeded: index)
      #expect(region.withBytes { $0[index] } == expected)
    }
  }

  @Test("an empty file can be made, adopted and mapped")
  func empty() throws {
    let file = try MemoryFile(named: "test", byteCount: 0) { #expect($0.count == 0) }
    let adopted = try MemoryFile(
      adopting: Descriptor(adopting: dup(file.number)), name: "input", minimumByteCount: 0)
    #expect(try adopted.map().withBytes { $0.count } == 0)
  }

  @Test("a file that is too small is refused with both sizes")
  func tooSmall() throws {
    let file = try MemoryFile(named: "test", bytes: [1, 2, 3].span)
    let number = try SocketFixture.copies(of: [file.number])
    #expect(
      Self.error(Descriptor(adopting: number), minimumByteCount: 4)
        == .tooSmall(name: "input", byteCount: 3, expected: 4))
    #expect(!SocketFixture.isOpen(number))
  }

  @Test("each missing seal is named", arguments: 0..<7 as Range<Int32>)
  func missingSeals(bits: Int32) throws {
    let all: [(MemorySeals, Int32)] = [(.shrink, 1), (.grow, 2), (.write, 4)]
    var seals: MemorySeals = []
    for (seal, bit) in all where bits & bit != 0 { seals.insert(seal) }
    let descriptor = try Self.unsealed(byteCount: 10)
    #expect(mnistkit_add_seals(descriptor.number, seals.rawValue) == 0)
    let missing = MemorySeals.immutable.subtracting(seals)
    #expect(
      Self.error(descriptor, minimumByteCount: 1)
        == .missingSeals(name: "input", missing: missing))
  }

  @Test("the message names what is missing")
  func message() {
    let error = ResourceError.missingSeals(name: "input", missing: [.shrink, .write])
    #expect(
      "\(error)"
        == "cannot use the memory file \"input\": expected the seals shrink, grow and write, "
        + "found it without shrink, write")
  }

  @Test("what is no memory file is refused")
  func otherKinds() throws {
    let directory = try TemporaryDirectory()
    let path = directory.path.appending("f")
    try AtomicFile.replace(path, with: [1, 2, 3], syncing: false)
    #expect(
      Self.error(Descriptor(adopting: open(path.string, O_RDWR | O_CLOEXEC)))
        == .wrongDescriptor(
          name: "input", expected: "a sealed memory file", found: "a file of another kind"))
    #expect(
      Self.error(Descriptor(adopting: open("/dev/null", O_RDWR | O_CLOEXEC)))
        == .wrongDescriptor(
          name: "input", expected: "a sealed memory file", found: "a character device"))
    #expect(
      Self.error(SocketFixture.descriptor(type: SOCK_STREAM))
        == .wrongDescriptor(name: "input", expected: "a sealed memory file", found: "a socket"))
    // O_PATH: a descriptor that leads to a file without opening it.
    let file = try MemoryFile(named: "test", bytes: [1].span)
    let bare = open("/proc/self/fd/\(file.number)", 0o10000000 | O_CLOEXEC)
    #expect(
      Self.error(Descriptor(adopting: bare))
        == .wrongDescriptor(
          name: "input", expected: "a sealed memory file", found: "a file of another kind"))
  }

  @Test("a file that may not be read is an error when it is mapped")
  func notReadable() throws {
    let file = try MemoryFile(named: "test", bytes: [1].span)
    let number = open("/proc/self/fd/\(file.number)", O_WRONLY | O_CLOEXEC)
    // A sealed file need not be openable for writing; where it is, mapping is what fails.
    guard number >= 0 else { return }
    let adopted = try MemoryFile(
      adopting: Descriptor(adopting: number), name: "input", minimumByteCount: 1)
    let error = SocketFixture.error { () throws(ResourceError) in try adopted.map() }
    #expect(error == .failed(.mapMemory, path: nil, code: .permissionDenied))
  }

  private static func error(
    _ descriptor: consuming Descriptor, minimumByteCount: Int = 0
  ) -> ResourceError? {
    do {
      _ = try MemoryFile(
        adopting: descriptor, name: "input", minimumByteCount: minimumByteCount)
      Issue.record("expected an error")
      return nil
    } catch {
      return error
    }
  }

  /// A memory file without seals.
  private static func unsealed(byteCount: Int) throws -> Descriptor {
    let number = mnistkit_memory_file("test")
    try #require(number >= 0)
    #expect(ftruncate(number, byteCount) == 0)
    return Descriptor(adopting: number)
  }
}
