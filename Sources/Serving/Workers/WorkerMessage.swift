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
  case answer(Debt, status: Status, frame: [UInt8])
  /// Say good-bye, answer what was received, and end at the latest then.
  case drain(untilNanoseconds: UInt64)
  /// End now.
  case stop

  /// Does without the worker what others wait for, because it has ended.
  ///
  /// - Parameter report: what it had counted.
  func decline(_ report: WorkerReport = WorkerReport()) {
    switch self {
    case .adopt(let newcomer): newcomer.onClose()
    case .collect(let tell): tell(report)
    // A thread that has ended as it was told does not hang.
    case .prove(let done): done()
    case .answer, .drain, .stop: break
    }
  }
}
