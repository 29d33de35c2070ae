internal import Posix
internal import ServingClient
internal import WireProtocol

/// Waiting for a daemon to take a published model.
///
/// It begins before the file is written: only who knows the records of before can tell whether a
/// refusal is the new file's. Where the control socket may be used, the daemon is told to look;
/// else it finds the file on its own, and the data socket is asked again and again.
public struct ModelArrival: ~Copyable {
  private static let pause = Duration.milliseconds(20)

  private let judgement: ArrivalJudgement
  private var connection: ServingConnection
  private let time: Duration

  /// Connects, and notes what the daemon knows before the file is there.
  ///
  /// - Parameter time: how long the daemon may take for its greeting and records, and again for
  ///   the model.
  /// - Throws: ``WorkflowError`` where neither socket can be used.
  public static func begin(
    of publication: ModelPublication, dataSocket: String, controlSocket: String, as name: String,
    atMost time: Duration
  ) throws(WorkflowError) -> ModelArrival {
    let end = MonotonicClock.now + time
    do throws(ServingError) {
      var connection = try connect(
        dataSocket: dataSocket, controlSocket: controlSocket, as: name, until: end)
      connection.timeoutMilliseconds = ServiceReadiness.milliseconds(until: end)
      let before = try connection.index()
      return ModelArrival(
        judgement: ArrivalJudgement(publication: publication, before: before),
        connection: connection, time: time)
    } catch {
      throw WorkflowError(error)
    }
  }

  private static func connect(
    dataSocket: String, controlSocket: String, as name: String, until end: Duration
  ) throws(ServingError) -> ServingConnection {
    do {
      return try ServingConnection(
        to: controlSocket, as: name, timeoutMilliseconds: ServiceReadiness.milliseconds(until: end))
    } catch {
      guard case .cannotConnect = error else { throw error }
    }
    return try ServingConnection(
      to: dataSocket, as: name, timeoutMilliseconds: ServiceReadiness.milliseconds(until: end))
  }

  /// Waits until the published bytes serve.
  ///
  /// - Returns: the model that serves, and what its name stands for.
  /// - Throws: ``WorkflowError``: of the kind `check` where the daemon refuses the file or has been
  ///   told not to load it, `environment` where the time is over.
  public mutating func wait() throws(WorkflowError) -> ArrivedModel {
    let end = MonotonicClock.now + time
    return switch connection.hello.socket {
    case .control: try order(until: end)
    case .data: try watch(until: end)
    }
  }

  private mutating func order(until end: Duration) throws(WorkflowError) -> ArrivedModel {
    let own: [ModelRecord]
    let all: [ModelRecord]
    do throws(ServingError) {
      connection.timeoutMilliseconds = ServiceReadiness.milliseconds(until: end)
      own = try connection.load(judgement.publication.reference)
      connection.timeoutMilliseconds = ServiceReadiness.milliseconds(until: end)
      all = try connection.index()
    } catch {
      throw judgement.unanswered(error)
    }
    guard let served = judgement.served(in: own) else {
      throw judgement.notServed(judgement.own(in: own))
    }
    return judgement.arrived(served, among: all)
  }

  private mutating func watch(until end: Duration) throws(WorkflowError) -> ArrivedModel {
    while true {
      let records: [ModelRecord]
      connection.timeoutMilliseconds = ServiceReadiness.milliseconds(until: end)
      do { records = try connection.index() } catch { throw WorkflowError(error) }
      if let served = judgement.served(in: records) {
        return judgement.arrived(served, among: records)
      }
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
