internal import Posix
internal import ServingClient
public import WireProtocol

/// Waiting for a daemon to take a published model.
///
/// It begins before the file is written: only who knows the records of before can tell whether a
/// refusal is the new file's. Where the control socket may be used, the daemon is told to look;
/// else it finds the file on its own, and the data socket is asked again and again.
public struct ModelArrival: ~Copyable {
  private static let pause = Duration.milliseconds(20)

  private let judgement: ArrivalJudgement
  private var connection: ServingConnection

  /// Connects, and notes what the daemon knows before the file is there.
  ///
  /// - Throws: ``WorkflowError`` where neither socket can be used.
  public static func begin(
    of publication: ModelPublication, dataSocket: String, controlSocket: String, as name: String
  ) throws(WorkflowError) -> ModelArrival {
    do {
      var connection = try connect(
        dataSocket: dataSocket, controlSocket: controlSocket, as: name)
      let before = try connection.index()
      return ModelArrival(
        judgement: ArrivalJudgement(publication: publication, before: before),
        connection: connection)
    } catch {
      throw WorkflowError(error)
    }
  }

  private static func connect(
    dataSocket: String, controlSocket: String, as name: String
  ) throws(ServingError) -> ServingConnection {
    do {
      return try ServingConnection(to: controlSocket, as: name)
    } catch {
      guard case .cannotConnect = error else { throw error }
    }
    return try ServingConnection(to: dataSocket, as: name)
  }

  /// Waits until the published bytes serve.
  ///
  /// - Returns: the record of the model that serves.
  /// - Throws: ``WorkflowError``: of the kind `check` where the daemon refuses the file or has been
  ///   told not to load it, `environment` where the time is over.
  public mutating func wait(atMost time: Duration) throws(WorkflowError) -> ModelRecord {
    switch connection.hello.socket {
    case .control: try order(atMost: time)
    case .data: try watch(atMost: time)
    }
  }

  private mutating func order(atMost time: Duration) throws(WorkflowError) -> ModelRecord {
    connection.timeoutMilliseconds = max(1, Int(time / .milliseconds(1)))
    let records: [ModelRecord]
    do { records = try connection.load(judgement.publication.reference) } catch {
      throw WorkflowError(error)
    }
    guard let served = judgement.served(in: records) else {
      throw judgement.notServed(judgement.own(in: records))
    }
    return served
  }

  private mutating func watch(atMost time: Duration) throws(WorkflowError) -> ModelRecord {
    let end = MonotonicClock.now + time
    while true {
      let records: [ModelRecord]
      do { records = try connection.index() } catch { throw WorkflowError(error) }
      if let served = judgement.served(in: records) { return served }
      let record = judgement.own(in: records)
      if let record, judgement.isVerdict(record) { throw judgement.notServed(record) }
      guard MonotonicClock.now < end else {
        let status: ServerStatus
        do { status = try connection.status() } catch { throw WorkflowError(error) }
        throw judgement.late(
          record, time, directoryFault: status.supplement?.directoryFault ?? "")
      }
      Pause.sleep(Self.pause)
    }
  }
}
