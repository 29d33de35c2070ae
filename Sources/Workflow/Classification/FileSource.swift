internal import Dispatch
internal import Posix
internal import SystemPackage

/// The bytes of a regular file or of standard input.
///
/// A class because it owns a descriptor and a place in the file.
final class FileSource: ByteSource {
  /// How long a wait for a slow pipe lasts before the user is asked whether it goes on.
  private static let patience = DispatchTimeInterval.milliseconds(50)

  /// The size of a regular file; `nil` where only its end will tell.
  let byteCount: Int?

  private let descriptor: FileDescriptor
  private let path: FilePath
  private let isOwned: Bool
  private let goesOn: @Sendable () -> Bool

  /// Opens an input.
  ///
  /// - Parameter goesOn: asked while a pipe keeps the reader waiting; where it answers no, reading
  ///   throws.
  init(
    _ input: ClassificationInput, while goesOn: @escaping @Sendable () -> Bool
  ) throws(WorkflowError) {
    path = input.path
    self.goesOn = goesOn
    switch input {
    case .standardInput:
      descriptor = .standardInput
      isOwned = false
      byteCount = nil
    case .file(let path):
      descriptor = try FileSource.open(path)
      isOwned = true
      do {
        byteCount = Int(try descriptor.seek(offset: 0, from: .end))
        try descriptor.seek(offset: 0, from: .start)
      } catch {
        try? descriptor.close()  // The first fault is the one to tell.
        throw FileSource.failure(.read, path, error)
      }
    }
  }

  deinit {
    // A file that was only read has nothing left to lose.
    if isOwned { try? descriptor.close() }
  }

  func read(upTo count: Int) throws(WorkflowError) -> [UInt8] {
    do {
      return isOwned
        ? try FileSource.readPiece(of: descriptor, upTo: count)
        : try readPatiently(upTo: count).get()
    } catch let error as WorkflowError {
      throw error
    } catch {
      throw FileSource.failure(.read, path, error)
    }
  }

  /// Reads on another thread, so that Ctrl-C is heard while nothing comes.
  private func readPatiently(upTo count: Int) throws(WorkflowError) -> Result<[UInt8], any Error> {
    let task = BlockingTask { [descriptor] in
      Result { try FileSource.readPiece(of: descriptor, upTo: count) }
    }
    while true {
      if let result = task.value(within: FileSource.patience) { return result }
      guard goesOn() else {
        throw WorkflowError(.environment, code: "interrupted", "interrupted while reading \(path)")
      }
    }
  }

  private static func readPiece(of descriptor: FileDescriptor, upTo count: Int) throws -> [UInt8] {
    // SAFETY: the kernel writes at most `buffer.count` bytes and says how many they are.
    try unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, initialisedCount in
      initialisedCount = try unsafe descriptor.read(into: UnsafeMutableRawBufferPointer(buffer))
    }
  }

  /// Opens a regular file and nothing else, without waiting for a named pipe's writer.
  private static func open(_ path: FilePath) throws(WorkflowError) -> FileDescriptor {
    do {
      let kind = try FileStatus.ifPresent(path)?.kind
      if let kind, kind != .regularFile {
        throw PosixError.notRegularFile(.read, path: path, found: kind)
      }
      return try FileDescriptor.open(path, .readOnly, options: [.closeOnExec, .nonBlocking])
    } catch let error as PosixError {
      throw failure(error)
    } catch {
      throw failure(.open, path, error)
    }
  }

  private static func failure(_ error: PosixError) -> WorkflowError {
    var failure = WorkflowError(error)
    switch error {
    // Standard input may be what no path may name.
    case .notRegularFile(_, _, .namedPipe), .notRegularFile(_, _, .characterDevice):
      failure.remedy = "read it as standard input: put '- <PATH' in its place"
    default: break
    }
    return failure
  }

  private static func failure(
    _ action: PosixError.Action, _ path: FilePath, _ error: any Error
  ) -> WorkflowError {
    WorkflowError(
      PosixError.failed(action, path: path, code: (error as? Errno) ?? Errno.ioError))
  }
}
