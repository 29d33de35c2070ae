import Posix
import Testing

@Suite struct ProcessArgumentsTests {
  @Test("the bytes are those of which Swift makes its strings")
  func bytes() {
    let texts = ProcessArguments.bytes.map { String(decoding: $0, as: UTF8.self) }
    #expect(texts == CommandLine.arguments && !texts.isEmpty)
  }
}
