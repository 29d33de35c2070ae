import Posix
import SystemPackage
import Testing

@Suite struct PosixErrorTests {
  @Test("a failed call is told with its verb, its path and the system's reason")
  func failedCall() {
    let error = PosixError.failed(.open, path: "/a/b.mlp", code: .noSuchFileOrDirectory)
    #expect("\(error)" == "cannot open /a/b.mlp: No such file or directory")
    #expect(error.kind == .notFound)
    #expect(error.path == "/a/b.mlp")
    #expect(error.code == .noSuchFileOrDirectory)
  }

  @Test("a call without a path is told without one")
  func withoutPath() {
    let error = PosixError.failed(.write, path: nil, code: .invalidArgument)
    #expect("\(error)" == "cannot write: Invalid argument")
    #expect(error.path == nil)
  }

  @Test("messages say what was expected and what was found")
  func expectedAndFound() {
    #expect(
      "\(PosixError.notRegularFile(.read, path: "p", found: .namedPipe))"
        == "cannot read p: expected a regular file, found a named pipe")
    #expect(
      "\(PosixError.tooLarge(path: "p", byteCount: 11, limit: 10))"
        == "cannot read p: expected at most 10 bytes, found 11")
    #expect(
      "\(PosixError.changedWhileRead(path: "p", expectedByteCount: 5, foundByteCount: 3))"
        == "cannot read p: expected 5 bytes, found 3: the file changed while it was read")
    #expect(
      "\(PosixError.changedWhileRead(path: "p", expectedByteCount: 5, foundByteCount: 5))"
        == "cannot read p: expected an unchanged file, found it rewritten while it was read")
  }

  @Test("a file that might not survive a power cut is told of as one that is in place")
  func notDurable() {
    let error = PosixError.notDurable("a/b", code: .ioError)
    #expect(
      "\(error)" == "cannot sync the directory of a/b: Input/output error; the new file is in "
        + "place, but a power cut might bring the old one back")
    #expect(error.kind == .other && error.path == "a/b" && error.code == .ioError)
  }

  @Test(
    "error numbers fall into classes",
    arguments: [
      (Errno.noSuchFileOrDirectory, PosixError.Kind.notFound),
      (.permissionDenied, .permissionDenied),
      (.notPermitted, .permissionDenied), (.noSpace, .noSpace), (.diskQuotaExceeded, .noSpace),
      (.brokenPipe, .brokenPipe), (.readOnlyFileSystem, .readOnlyFileSystem),
      (.tooManySymbolicLinkLevels, .linkLoop), (.fileNameTooLong, .nameTooLong),
      (.notDirectory, .notDirectory), (.ioError, .other),
    ])
  func kinds(code: Errno, kind: PosixError.Kind) {
    #expect(PosixError.failed(.write, path: nil, code: code).kind == kind)
  }
}
