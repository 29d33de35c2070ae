import Glibc
import Posix
import ServingClient
import SystemPackage
import Testing
import WireProtocol

@Suite struct ServingErrorTests {
  @Test("what the server says is shown without its control characters")
  func visible() {
    let error = ServingError.refused(Refusal(.noModel, text: "no\u{1B}[2J\nmodel \\n é"))
    #expect(error.description == "refused by the server: NO_MODEL: no\\u{1B}[2J\\nmodel \\n é")
    let lost = ServingError.disconnected(path: "/s\u{202E}", reason: "gone")
    #expect(lost.description == "lost the connection to /s\\u{202E}: gone")
  }

  @Test(
    "every message is one line",
    arguments: [
      .cannotConnect(path: "/s", fault: .missing, reason: "No such file or directory"),
      .disconnected(path: "/s", reason: "gone"), .refused(Refusal(.busy, text: "full")),
      .deadlineExceeded(milliseconds: 5), .timedOut(path: "/s", milliseconds: 5), .cancelled,
      .closed,
    ] as [ServingError])
  func oneLine(_ error: ServingError) {
    #expect(!error.description.isEmpty && !error.description.contains("\n"))
    #expect(error.description.last != ".")
  }

  @Test("nothing at the path is told apart from a socket that nobody listens on")
  func missingAndRefused() throws {
    let files = try ServedDigits()
    #expect(fault(files.socket) == .missing)
    #expect(fault(files.models.appending("digits.mlp").appending("s")) == .missing)
    let address = try UnixAddress(files.socket)
    var listener: UnixListener? = try UnixListener(bindingTo: address)
    let kept = files.path("kept")
    #expect(link(files.socket.string, kept.string) == 0)
    listener = nil
    _ = consume listener
    #expect(fault(kept) == .refused)
    #expect(fault(files.models.appending("digits.mlp")) == .refused)
  }

  @Test("a socket of another type, a path too long and an empty one are told apart")
  func notUsable() throws {
    let files = try ServedDigits()
    let datagrams = Descriptor(
      adopting: socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0))
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) {
      $0.copyBytes(from: files.socket.string.utf8)
    }
    let number = datagrams.number
    let result = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(number, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    try #require(result == 0)
    #expect(fault(files.socket) == .notSocket)
    #expect(fault(FilePath(String(repeating: "/a", count: 100))) == .unusablePath)
    #expect(fault("") == .unusablePath)
  }

  @Test("a path that is too long is told once")
  func pathOnce() {
    let path = String(repeating: "/a", count: 100)
    let error = failure { () throws(ServingError) in
      _ = try ServingConnection(to: path, as: "test")
    }
    #expect(
      error?.description
        == "cannot connect to \(path): expected at most 107 bytes of path, found 200")
  }

  private func fault(_ path: FilePath) -> ServingError.ConnectFault? {
    let error = failure { () throws(ServingError) in
      _ = try ServingConnection(to: path.string, as: "test", timeoutMilliseconds: 20_000)
    }
    guard case .cannotConnect(_, let fault, _) = error else { return nil }
    return fault
  }
}
