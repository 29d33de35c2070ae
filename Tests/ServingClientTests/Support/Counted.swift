import Synchronization

/// How often something happened, in any thread; tasks can wait for a number.
final class Counted: Sendable {
  private struct State {
    var value = 0
    var waiting: [(number: Int, task: CheckedContinuation<Void, Never>)] = []
  }

  private let state = Mutex(State())

  var value: Int { state.withLock { $0.value } }

  func add() {
    let reached = state.withLock { state in
      state.value += 1
      let value = state.value
      defer { state.waiting.removeAll { $0.number <= value } }
      return state.waiting.filter { $0.number <= value }.map(\.task)
    }
    for task in reached { task.resume() }
  }

  /// Waits until it has happened so often.
  func reaches(_ number: Int) async {
    await withCheckedContinuation { continuation in
      let isReached = state.withLock { state in
        if state.value >= number { return true }
        state.waiting.append((number, continuation))
        return false
      }
      if isReached { continuation.resume() }
    }
  }
}
