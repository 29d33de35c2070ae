import Glibc
import Synchronization

/// A Web server on the loopback address, for tests of downloads: it can be as bad as it is told to.
public final class LoopbackServer: Sendable {
  // A class because it stands for an open port and remembers what it was asked.

  private let listener: Int32
  private let port: UInt16
  private let log: Log

  /// Opens a port that the system chooses and answers there until this value goes.
  ///
  /// - Parameter answer: gives the answer to a request; its second argument counts the earlier
  ///   requests for the same path.
  public init(_ answer: @escaping @Sendable (Request, Int) -> Answer) throws {
    listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard listener >= 0 else { throw Failure(call: "socket", code: errno) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let listener = listener
    let result = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
        bind(listener, pointer, size) == 0 && listen(listener, 16) == 0
          && getsockname(listener, pointer, &size) == 0
      }
    }
    guard result else {
      let code = errno
      close(listener)
      throw Failure(call: "bind", code: code)
    }
    port = UInt16(bigEndian: address.sin_port)
    let log = Log()
    self.log = log
    Self.onThread {
      while true {
        let client = accept(listener, nil, nil)
        if client < 0 { break }
        Self.onThread { Self.serve(client, log: log, answer: answer) }
      }
      close(listener)
    }
  }

  deinit {
    // The waiting call returns, and its thread closes the socket.
    shutdown(listener, Int32(SHUT_RDWR))
  }

  /// The address of the server, with a slash at its end.
  public var url: String { "http://127.0.0.1:\(port)/" }

  /// The requests so far, in their order.
  public var requests: [Request] { log.requests.withLock { $0 } }

  /// A system call that failed.
  struct Failure: Error {
    let call: String
    let code: Int32
  }

  private final class Log: Sendable {
    let requests = Mutex<[Request]>([])
  }

  private static func serve(
    _ client: Int32, log: Log, answer: @Sendable (Request, Int) -> Answer
  ) {
    defer {
      // Ends the connection even where a program that another test started has inherited it.
      shutdown(client, Int32(SHUT_RDWR))
      close(client)
    }
    var head = ""
    while !head.hasSuffix("\r\n\r\n") {
      var byte: UInt8 = 0
      guard recv(client, &byte, 1, 0) == 1, head.utf8.count < 65_536 else { return }
      head.unicodeScalars.append(Unicode.Scalar(byte))
    }
    guard let request = Request(head) else { return }
    let earlier = log.requests.withLock { requests in
      defer { requests.append(request) }
      return requests.count { $0.path == request.path }
    }
    let answer = answer(request, earlier)
    var rest = answer.bytes(from: request.offset)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { buffer in
        send(client, buffer.baseAddress, buffer.count, Int32(MSG_NOSIGNAL))
      }
      if count <= 0 { return }
      rest = rest.dropFirst(count)
    }
    if case .stalls = answer.ending {
      // Waits for the client to give up.
      var byte: UInt8 = 0
      _ = recv(client, &byte, 1, 0)
    }
  }

  /// Starts a thread of its own, which may wait as long as it likes.
  private static func onThread(_ work: @escaping @Sendable () -> Void) {
    let box = Unmanaged.passRetained(Work(work))
    var thread = pthread_t()
    let result = pthread_create(
      &thread, nil,
      { argument in
        guard let argument else { return nil }
        Unmanaged<Work>.fromOpaque(argument).takeRetainedValue().run()
        return nil
      }, box.toOpaque())
    precondition(result == 0, "no thread could be started")
    pthread_detach(thread)
  }

  private final class Work: Sendable {
    let run: @Sendable () -> Void
    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
  }
}
