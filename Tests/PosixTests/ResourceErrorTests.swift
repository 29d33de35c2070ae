import Posix
import SystemPackage
import Testing

@Suite("Errors about sockets, events and memory")
struct ResourceErrorTests {
  @Test(
    "what was expected and found is told, also apart from the rest",
    arguments: [
      .addressTooLong(path: "/s", byteCount: 108, limit: 107), .malformedAddress(path: "/s"),
      .addressInUse(path: "/s"), .lockHeld(path: "/lock"),
      .notSocket(path: "/s", found: .directory),
      .timedOut(.connect, path: "/s", milliseconds: 5), .tooManyDescriptors(limit: 1),
      .wrongDescriptor(name: "data", expected: "a socket", found: "a file"),
      .missingSeals(name: "model", missing: .write),
      .tooSmall(name: "model", byteCount: 1, expected: 2),
      .malformedVariable(name: "LISTEN_FDS", value: "x", expected: "a number"),
    ] as [ResourceError])
  func expectation(error: ResourceError) throws {
    let (expected, found) = (try #require(error.expected), try #require(error.found))
    #expect("\(error)".hasSuffix(": expected \(expected), found \(found)"))
    #expect(error.cause == "expected \(expected), found \(found)")
  }

  @Test("a failed call is told by the system's words")
  func failed() {
    let error = ResourceError.failed(.bind, path: "/s", code: .permissionDenied)
    #expect("\(error)" == "cannot bind /s: Permission denied")
    #expect(error.cause == "Permission denied" && error.expected == nil && error.found == nil)
  }
}
