import Serving
import Testing

@Suite struct ServerEventTests {
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
