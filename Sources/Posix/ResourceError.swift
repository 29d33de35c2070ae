package import SystemPackage

/// Why a request about sockets, events, shared memory, threads or the service manager failed.
///
/// ``PosixError`` is its counterpart for files.
package enum ResourceError: Error, Hashable, Sendable {
  /// A system call failed with an error number.
  case failed(Operation, path: FilePath?, code: Errno)
  /// A socket's path has more bytes than an address holds.
  case addressTooLong(path: FilePath, byteCount: Int, limit: Int)
  /// A socket's path is empty or holds a zero byte.
  case malformedAddress(path: FilePath)
  /// A server answers at the path.
  case addressInUse(path: FilePath)
  /// Another process holds the lock of the file at the path.
  case lockHeld(path: FilePath)
  /// Something stands at the path that is no socket, and is left alone.
  case notSocket(path: FilePath, found: FileKind)
  /// Nothing happened in the time allowed.
  case timedOut(Operation, path: FilePath?, milliseconds: Int)
  /// A peer sent more descriptors than are accepted; all of them have been closed.
  case tooManyDescriptors(limit: Int)
  /// A descriptor from outside is not of the kind that was asked for.
  case wrongDescriptor(name: String, expected: String, found: String)
  /// A memory file lacks seals, so its sender could still change it.
  case missingSeals(name: String, missing: MemorySeals)
  /// A memory file holds fewer bytes than were announced.
  case tooSmall(name: String, byteCount: Int, expected: Int)
  /// A variable of the environment has a value that its definition does not allow.
  case malformedVariable(name: String, value: String, expected: String)

  /// What was tried, as the verb of the message.
  package enum Operation: String, Hashable, Sendable {
    case createSocket = "create a socket"
    case lock
    case bind
    case listen
    case accept = "accept a connection"
    case connect
    case send
    case receive
    case shutDown = "shut down the connection"
    case examineSocket = "examine the socket"
    case configureSocket = "configure the socket"
    case setPermissions = "set permissions of"
    case remove
    case duplicateDescriptor = "duplicate a descriptor"
    case adoptDescriptor = "adopt a descriptor"
    case createEventSet = "create an event set"
    case changeEventSet = "change an event set"
    case awaitEvents = "wait for events"
    case createEventCounter = "create an event counter"
    case createTimer = "create a timer"
    case setTimer = "set a timer"
    case receiveSignals = "receive signals"
    case createWatch = "create a watch"
    case watch
    case readEvents = "read events"
    case createMemoryFile = "create a memory file"
    case resizeMemoryFile = "resize a memory file"
    case sealMemoryFile = "seal a memory file"
    case examineMemoryFile = "examine a memory file"
    case mapMemory = "map memory"
    case protectMemory = "protect memory"
    case startThread = "start a thread"
  }

  /// The error number of a failed call.
  package var code: Errno? {
    if case .failed(_, _, let code) = self { code } else { nil }
  }

  /// The path concerned, where there is one.
  package var path: FilePath? {
    switch self {
    case .failed(_, let path, _), .timedOut(_, let path, _): path
    case .addressTooLong(let path, _, _), .malformedAddress(let path), .addressInUse(let path),
      .lockHeld(let path), .notSocket(let path, _):
      path
    case .tooManyDescriptors, .wrongDescriptor, .missingSeals, .tooSmall, .malformedVariable: nil
    }
  }
}

extension ResourceError: CustomStringConvertible {
  /// One line: what failed, where, expected, found.
  ///
  /// A path is shown as it is; whoever prints the message to a terminal escapes it.
  package var description: String {
    switch self {
    case .failed(let operation, let path, let code):
      "cannot \(Self.phrase(operation, path)): \(code)"
    case .addressTooLong(let path, let byteCount, let limit):
      "cannot use the socket \(path): expected at most \(limit) bytes of path, found \(byteCount)"
    case .malformedAddress(let path):
      "cannot use the socket \"\(path)\": expected a path, found an empty one or a zero byte in it"
    case .addressInUse(let path):
      "cannot bind \(path): expected no server, found one that answers"
    case .lockHeld(let path):
      "cannot lock \(path): expected no other server, found one that holds it"
    case .notSocket(let path, let found):
      "cannot bind \(path): expected nothing or a socket, found \(found.withArticle)"
    case .timedOut(let operation, let path, let milliseconds):
      "cannot \(Self.phrase(operation, path)): expected an answer in \(milliseconds) ms, found none"
    case .tooManyDescriptors(let limit):
      "cannot receive descriptors: expected at most \(limit), found more"
    case .wrongDescriptor(let name, let expected, let found):
      "cannot use the descriptor \"\(name)\": expected \(expected), found \(found)"
    case .missingSeals(let name, let missing):
      "cannot use the memory file \"\(name)\": expected the seals shrink, grow and write, "
        + "found it without \(missing)"
    case .tooSmall(let name, let byteCount, let expected):
      "cannot use the memory file \"\(name)\": expected at least \(expected) bytes, "
        + "found \(byteCount)"
    case .malformedVariable(let name, let value, let expected):
      "cannot use the variable \(name): expected \(expected), found \"\(value)\""
    }
  }

  private static func phrase(_ operation: Operation, _ path: FilePath?) -> String {
    path.map { "\(operation.rawValue) \($0)" } ?? operation.rawValue
  }
}
