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
    let attempt =
      switch self {
      case .failed(let operation, let path, _), .timedOut(let operation, let path, _):
        Self.phrase(operation, path)
      case .addressTooLong(let path, _, _): "use the socket \(path)"
      case .malformedAddress(let path): "use the socket \"\(path)\""
      case .addressInUse(let path), .notSocket(let path, _): "bind \(path)"
      case .lockHeld(let path): "lock \(path)"
      case .tooManyDescriptors: "receive descriptors"
      case .wrongDescriptor(let name, _, _): "use the descriptor \"\(name)\""
      case .missingSeals(let name, _), .tooSmall(let name, _, _):
        "use the memory file \"\(name)\""
      case .malformedVariable(let name, _, _): "use the variable \(name)"
      }
    return "cannot \(attempt): \(cause)"
  }

  private static func phrase(_ operation: Operation, _ path: FilePath?) -> String {
    path.map { "\(operation.rawValue) \($0)" } ?? operation.rawValue
  }
}
