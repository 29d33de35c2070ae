import ModelExchange
import Testing

@Suite("Exchange formats")
struct ExchangeFormatTests {
  @Test("a C header is written and not read")
  func importable() {
    #expect(ExchangeFormat.allCases.filter { !$0.isImportable } == [.c])
    #expect(ExchangeFormat.c.fileExtension == "h")
  }
}
