internal import Posix
package import Synchronization
package import WireProtocol

/// What every worker knows of its server, and the way from a worker to the rest of it.
///
/// A class because it is shared: its counters belong to the whole server.
package final class ServerContext: Sendable {
  /// What is announced and kept.
  package let limits: ServerLimits
  /// What all connections may take of memory.
  package let memory: MemoryBudget
  /// 16 random bytes of this start.
  package let bootID: [UInt8]
  /// The build that HELLO tells, such as `mnistd 1.0`.
  package let build: String
  /// The moment of the start on the monotonic clock, in nanoseconds.
  package let startNanoseconds: UInt64
  /// How long a worker looks for the next event before it sleeps; waking it takes longer.
  package let busyPollNanoseconds: UInt64
  /// The newest catalogue of models.
  package let board: CatalogueBoard
  /// Carries out an order of a user of the control socket on the loader's thread, which calls back
  /// there.
  package let order:
    @Sendable (ModelOrder, UInt32, @escaping @Sendable (ModelOrder.Outcome) -> Void) -> Void
  /// Begins to stop the server, as SIGTERM does, by order of a user.
  package let drain: @Sendable (UInt32) -> Void

  /// Whether the server stops: requests of section 9, step 11, are refused.
  package let isDraining = Atomic<Bool>(false)
  /// Connections accepted since the start.
  package let acceptedConnections = Atomic<UInt64>(0)
  /// Connections refused since the start.
  package let refusedConnections = Atomic<UInt64>(0)
  /// Connections that are open.
  package let openConnections = Atomic<Int>(0)
  /// All workers; set once, before the first of them starts.
  package let workers = Mutex<[Worker]>([])
  /// The loader's last word on models.
  package let summary = Mutex(ModelSummary.none)

  package init(
    limits: ServerLimits, memory: MemoryBudget = MemoryBudget(), bootID: [UInt8], build: String,
    startNanoseconds: UInt64, busyPollNanoseconds: UInt64 = 0, board: CatalogueBoard,
    order:
      @escaping @Sendable (
        ModelOrder, UInt32, @escaping @Sendable (ModelOrder.Outcome) -> Void
      ) -> Void,
    drain: @escaping @Sendable (UInt32) -> Void
  ) {
    self.limits = limits
    self.memory = memory
    self.bootID = bootID
    self.build = build
    self.startNanoseconds = startNanoseconds
    self.busyPollNanoseconds = busyPollNanoseconds
    self.board = board
    self.order = order
    self.drain = drain
  }

  /// The time since the start.
  package var uptimeMilliseconds: UInt64 {
    (MonotonicClock.nanoseconds &- startNanoseconds) / 1_000_000
  }
}
