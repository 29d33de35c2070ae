import Glibc
import Posix
import SystemPackage
import Testing

@Suite struct TerminalTests {
  @Test("a reader that has gone is an error and not the end of the process")
  func brokenPipe() {
    Terminal.ignoreBrokenPipes()
    var ends: [Int32] = [0, 0]
    #expect(pipe(&ends) == 0)
    close(ends[0])
    defer { close(ends[1]) }
    let number = ends[1]
    let error = Fixture.error { () throws(PosixError) in
      try OwnedDescriptor.write([1].span, to: number, path: "standard output")
    }
    #expect(error?.kind == .brokenPipe)
    #expect(error.map { "\($0)" } == "cannot write standard output: Broken pipe")
  }

  @Test("a full device is an error")
  func fullDevice() {
    let number = open("/dev/full", O_WRONLY | O_CLOEXEC)
    defer { close(number) }
    let error = Fixture.error { () throws(PosixError) in
      try OwnedDescriptor.write([1].span, to: number, path: "/dev/full")
    }
    #expect(error?.kind == .noSpace)
  }

  @Test("a non-blocking pipe that is full is waited for")
  func slowReader() async throws {
    var ends: [Int32] = [0, 0]
    #expect(pipe(&ends) == 0)
    let (reading, writing) = (ends[0], ends[1])
    #expect(fcntl(writing, F_SETFL, O_NONBLOCK) == 0)
    let bytes = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
    async let received = Self.readToEnd(reading)
    try OwnedDescriptor.write(bytes.span, to: writing, path: "pipe")
    close(writing)
    #expect(await received == bytes)
    close(reading)
  }

  @Test("no text is no fault")
  func nothing() throws {
    try Terminal.write("", to: .standardOutput)
    try Terminal.write("", to: .standardError)
  }

  private static func readToEnd(_ number: Int32) async -> [UInt8] {
    var result: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    while case let count = read(number, &buffer, buffer.count), count > 0 {
      result += buffer[..<count]
    }
    return result
  }
}
