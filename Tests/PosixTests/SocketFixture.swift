import Glibc
import Posix
import Synchronization
import SystemPackage
import Testing

/// Makes sockets that are connected to each other, and asks the kernel about descriptors.
enum SocketFixture {
  /// Nothing was there.
  struct Absence: Error {}

  /// Two connected ends; a tuple cannot hold them.
  struct Pair: ~Copyable {
    var near: UnixStream
    var far: UnixStream
  }

  /// A connection through a listener in a directory of its own.
  static func makePair() throws -> Pair {
    let directory = try TemporaryDirectory(named: "mnistkit.s")
    let address = try UnixAddress(directory.path.appending("s"))
    let listener = try UnixListener(bindingTo: address)
    let near = try UnixStream(connectingTo: address, timeoutMilliseconds: 10_000)
    let far = try present(try accepted(listener))
    return Pair(near: near, far: far)
  }

  /// What is there, which the macros cannot tell of values that cannot be copied.
  static func present<Value: ~Copyable>(
    _ value: consuming Value?, sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> Value {
    guard let value else {
      Issue.record("expected a value, found none", sourceLocation: sourceLocation)
      throw Absence()
    }
    return value
  }

  /// The next connection, once there is one.
  static func accepted(_ listener: borrowing UnixListener) throws -> UnixStream? {
    #expect(try listener.wait(for: .readable, timeoutMilliseconds: 10_000))
    return try listener.accept()
  }

  /// What a stream gives, waiting until there is something.
  static func received(_ stream: borrowing UnixStream, room: Int = 4096) throws -> [UInt8] {
    #expect(try stream.wait(for: .readable, timeoutMilliseconds: 10_000))
    return try [UInt8](capacity: room) { output throws(ResourceError) in
      _ = try stream.receive(into: &output)
    }
  }

  /// A socket without a listener's or a connection's life.
  static func descriptor(family: Int32 = AF_UNIX, type: __socket_type) -> Descriptor {
    Descriptor(adopting: socket(family, Int32(type.rawValue | SOCK_CLOEXEC.rawValue), 0))
  }

  /// A datagram socket bound to a path, as the service manager has one.
  static func receiver(at path: FilePath) -> Descriptor {
    let receiver = descriptor(type: SOCK_DGRAM)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.string.utf8) }
    let result = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(receiver.number, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    #expect(result == 0)
    return receiver
  }

  /// The next datagram, which must be there.
  static func datagram(_ receiver: borrowing Descriptor) -> [UInt8] {
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    let count = recv(receiver.number, &buffer, buffer.count, 0x40)
    #expect(count >= 0)
    return Array(buffer.prefix(max(0, count)))
  }

  /// Puts copies of descriptors at numbers in a row, which no other test is given, and gives the
  /// first of them.
  static func copies(of numbers: [Int32]) throws -> Int32 {
    let first = nextRow.wrappingAdd(8, ordering: .relaxed).oldValue
    for (index, number) in numbers.enumerated() {
      let copy = first + Int32(index)
      try #require(dup2(number, copy) == copy)
    }
    return first
  }

  /// The first number of the next row, above those that the system gives out by itself.
  private static let nextRow = Atomic<Int32>(600)

  /// Whether a number names an open descriptor.
  static func isOpen(_ number: Int32) -> Bool { fcntl(number, F_GETFD) != -1 }

  static func isClosedOnExecute(_ number: Int32) -> Bool {
    fcntl(number, F_GETFD) & FD_CLOEXEC != 0
  }

  static func isNonBlocking(_ number: Int32) -> Bool {
    fcntl(number, F_GETFL) & O_NONBLOCK != 0
  }

  /// Runs a request that must fail and gives its error.
  static func error<Value: ~Copyable>(
    of request: () throws(ResourceError) -> Value,
    sourceLocation: SourceLocation = #_sourceLocation
  ) -> ResourceError? {
    do {
      _ = try request()
      Issue.record("expected an error", sourceLocation: sourceLocation)
      return nil
    } catch {
      return error
    }
  }
}
