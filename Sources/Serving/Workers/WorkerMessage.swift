internal import WireProtocol

/// What others tell a worker.
enum WorkerMessage: Sendable {
  /// Serve a connection.
  case adopt(Newcomer)
  /// Hand out what was counted.
  case collect(@Sendable (WorkerReport) -> Void)
  /// Classify something, and say so.
  case prove(@Sendable () -> Void)
  /// Answer a request that was given away: the whole frame.
  case answer(connection: UInt64, status: Status, frame: [UInt8])
  /// Say good-bye, answer what was received, and end at the latest then.
  case drain(untilNanoseconds: UInt64)
  /// End now.
  case stop
}
