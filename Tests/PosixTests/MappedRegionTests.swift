import Glibc
import Posix
import SystemPackage
import Testing

@Suite struct MappedRegionTests {
  @Test("new memory holds zeros and can be changed")
  func readWrite() throws {
    var region = try MappedRegion(byteCount: 100_000)
    #expect(region.byteCount == 100_000)
    #expect(region.isWritable == true)
    #expect(region.withBytes { bytes in (0..<bytes.count).allSatisfy { bytes[$0] == 0 } })
    region.withMutableBytes { bytes in
      bytes[0] = 1
      bytes[99_999] = 2
    }
    #expect(region.withBytes { [$0[0], $0[1], $0[99_999]] } == [1, 0, 2])
    #expect(region.withUnsafeBytes { UInt(bitPattern: $0.baseAddress) % 4096 } == 0)
  }

  @Test("sizes that no machine has are errors", arguments: [1 << 48, 1 << 62, Int.max])
  func huge(byteCount: Int) {
    let error = SocketFixture.error { () throws(ResourceError) in
      try MappedRegion(byteCount: byteCount)
    }
    #expect(error == .failed(.mapMemory, path: nil, code: .noMemory))
    let file = SocketFixture.error { () throws(ResourceError) in
      try MemoryFile(named: "test", byteCount: byteCount) { _ in }
    }
    #expect(file?.code != nil)
  }

  @Test("no bytes are a region too")
  func empty() throws {
    var region = try MappedRegion(byteCount: 0)
    #expect(region.withBytes { $0.isEmpty })
    #expect(region.withMutableBytes { $0.isEmpty })
    try region.protect()
  }

  @Test("protected memory can be read, and the kernel refuses to write it")
  func protected() throws {
    var region = try MappedRegion(byteCount: 10)
    region.withMutableBytes { $0[3] = 7 }
    try region.protect()
    #expect(region.isWritable == false)
    #expect(region.withBytes { $0[3] } == 7)
    let zeros = open("/dev/zero", O_RDONLY | O_CLOEXEC)
    defer { close(zeros) }
    let result = region.withUnsafeBytes {
      read(zeros, UnsafeMutableRawPointer(mutating: $0.baseAddress), 1)
    }
    #expect(result == -1)
    #expect(errno == EFAULT)
    #expect(region.withBytes { $0[3] } == 7)
  }

  @Test("errors of the body pass through")
  func throwing() throws {
    struct Fault: Error {}
    var region = try MappedRegion(byteCount: 1)
    #expect(throws: Fault.self) {
      try region.withMutableBytes { (_: inout MutableSpan<UInt8>) throws(Fault) in throw Fault() }
    }
    #expect(throws: Fault.self) {
      try region.withBytes { (_: Span<UInt8>) throws(Fault) in throw Fault() }
    }
  }
}
