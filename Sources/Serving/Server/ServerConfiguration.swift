package import LinearAlgebra
package import SystemPackage
package import WireProtocol

/// What an operator decides about a server.
package struct ServerConfiguration: Sendable {
  /// The directory of the model files.
  package var modelDirectory: FilePath
  /// Where orders about models are kept across restarts; `nil` for nowhere.
  package var stateDirectory: FilePath?
  /// Where to bind the data socket, unless the service manager has; `nil` for nowhere.
  package var dataSocket: FilePath?
  /// Where to bind the control socket, unless the service manager has; `nil` for nowhere.
  package var controlSocket: FilePath?
  /// The number of worker threads, 1 to ``greatestWorkerCount``.
  package var workers: Int = 1
  /// How long a worker looks for the next request before it sleeps, at most
  /// ``greatestBusyPollMicroseconds``; 0 for not at all.
  package var busyPollMicroseconds: UInt64 = 0
  /// The name that requests without a reference mean; `nil` leaves it to the directory.
  package var defaultName: String?
  /// How many models may be loaded, at least 1.
  package var maximumModels = 64
  /// What is announced to clients, and kept.
  package var limits = ServerLimits()
  /// The bytes of memory that all connections have for large batches and unread answers, at least
  /// ``MemoryBudget/leastFrames`` times the largest frame.
  package var memoryByteLimit = MemoryBudget.defaultByteLimit
  /// How long clients have to read their answers when the server stops.
  package var drainTimeout = Duration.seconds(10)
  /// How many models the service manager keeps over a restart: `FileDescriptorStoreMax=`.
  package var storedModels = 8
  /// The kernels that compute.
  package var kernels: KernelSet
  /// What HELLO calls the program.
  package var build: String

  /// Creates the configuration of a server that looks at a directory and binds nothing.
  package init(modelDirectory: FilePath, kernels: KernelSet, build: String) {
    self.modelDirectory = modelDirectory
    self.kernels = kernels
    self.build = build
  }

  /// The most workers; a machine with more processors is better served by several servers.
  package static let greatestWorkerCount = 256

  /// More than a second of busy polling would only hide that a service is not used.
  package static let greatestBusyPollMicroseconds: UInt64 = 1_000_000

  /// The workers of a server whose operator names no number: one for each processor that the
  /// process may use, at most 8.
  ///
  /// Eight workers classify more images than a machine's clients bring over sockets; more would
  /// only take memory.
  package static func defaultWorkerCount(processors: Int) -> Int { min(max(processors, 1), 8) }

  /// Why a server cannot run like this, in one line; `nil` if it can.
  package var objection: String? {
    if modelDirectory.isEmpty { return "models: expected a directory, found an empty path" }
    if !(1...Self.greatestWorkerCount).contains(workers) {
      return "workers: expected 1 to \(Self.greatestWorkerCount), found \(workers)"
    }
    if let defaultName, !ModelReference.isName(defaultName) {
      return "default: expected a model's name of letters, digits, '.', '_' and '-', "
        + "found '\(defaultName)'"
    }
    if maximumModels < 1 { return "models at once: expected at least 1, found \(maximumModels)" }
    if drainTimeout < .zero { return "drain timeout: expected at least 0, found \(drainTimeout)" }
    if let dataSocket, dataSocket == controlSocket {
      return "control socket: expected another path than the data socket's, found \(dataSocket)"
    }
    let least = limits.frameByteLimit * MemoryBudget.leastFrames
    if memoryByteLimit < least {
      return "memory of all connections: expected at least \(least) bytes, "
        + "\(MemoryBudget.leastFrames) frames, found \(memoryByteLimit)"
    }
    return limits.objection
  }
}
