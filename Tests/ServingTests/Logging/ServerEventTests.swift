import Posix
import Serving
import SystemPackage
import Testing

@Suite struct ServerEventTests {
  @Test("the README lists each kind", arguments: ServerEvent.allCases)
  func listed(event: ServerEvent) throws {
    let root = (0..<4).reduce(FilePath(#filePath)) { path, _ in path.removingLastComponent() }
    let text = String(
      decoding: try FileContents.read(root.appending("README.md"), limit: 1 << 20), as: UTF8.self)
    #expect(text.contains("| `\(event.messageID)`") || text.contains(", `\(event.messageID)`"))
  }

  @Test("each kind has a number of its own that the journal takes")
  func numbers() {
    let numbers = ServerEvent.allCases.map(\.messageID)
    #expect(Set(numbers).count == numbers.count)
    for number in numbers {
      #expect(number.utf8.count == 32)
      #expect(number.allSatisfy { "0123456789abcdef".contains($0) })
    }
  }
}
