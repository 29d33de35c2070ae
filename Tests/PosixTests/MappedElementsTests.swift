import Posix
import SystemPackage
import Testing

@Suite struct MappedElementsTests {
  @Test("numbers start as zeros, at a page, and stay when they are protected")
  func protecting() throws {
    let mapped = try MappedElements(count: 1000)
    let elements = mapped.elements
    #expect(elements.count == 1000)
    #expect(elements.allSatisfy { $0 == 0 })
    #expect(UInt(bitPattern: elements.baseAddress) % 4096 == 0)
    elements[999] = 1.5
    try mapped.protect()
    #expect(mapped.elements[999] == 1.5)
  }

  @Test("counts that no machine has are errors", arguments: [1 << 46, 1 << 61, Int.max])
  func huge(count: Int) {
    let error = SocketFixture.error { () throws(ResourceError) in try MappedElements(count: count) }
    #expect(error == .failed(.mapMemory, path: nil, code: .noMemory))
  }
}
