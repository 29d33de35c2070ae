internal import Posix
import Synchronization
internal import WireProtocol

/// The reports of all workers on their way to one answer.
///
/// A class because every worker adds to it in its own time; the last one finishes it.
final class StatisticsCollection: Sendable {
  private struct State {
    var missing: Int
    var statistics = ServerStatistics()
  }

  private let state: Mutex<State>
  private let finish: @Sendable (ServerStatistics) -> Void

  init(workers: Int, finish: @escaping @Sendable (ServerStatistics) -> Void) {
    state = Mutex(State(missing: workers))
    self.finish = finish
  }

  /// Adds a worker's report; the last one calls back.
  func add(_ report: WorkerReport, _ context: ServerContext) {
    let statistics = state.withLock { state -> ServerStatistics? in
      state.statistics.refusals.merge(report.refusals)
      for model in report.models {
        let place = state.statistics.models.firstIndex { $0.place >= model.place }
        if let place, state.statistics.models[place].place == model.place {
          state.statistics.models[place].merge(model)
        } else {
          state.statistics.models.insert(model, at: place ?? state.statistics.models.count)
        }
      }
      state.missing -= 1
      return state.missing == 0 ? state.statistics : nil
    }
    guard var statistics else { return }
    statistics.uptimeMilliseconds = context.uptimeMilliseconds
    statistics.connectionsAccepted = context.acceptedConnections.load(ordering: .relaxed)
    statistics.connectionsRefused = context.refusedConnections.load(ordering: .relaxed)
    statistics.connectionsOpen = UInt32(
      clamping: context.openConnections.load(ordering: .relaxed))
    statistics.workers = UInt32(context.workers.withLock { $0.count })
    finish(statistics)
  }
}

extension ModelStatistics {
  /// What the record is of, in the order of STATS: earlier generations, which have no number any
  /// more, by name and version.
  fileprivate var place: (UInt32, String, String) { (generation, name, version) }
}
