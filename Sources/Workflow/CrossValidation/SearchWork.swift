internal import ModelFile
internal import Posix
internal import Synchronization
internal import Training

/// What a search has done and what it has left; all of its threads tell it.
///
/// A class because the threads share it.
final class SearchWork: Sendable {
  /// How often progress is told.
  private static let interval = Duration.milliseconds(100)
  /// What an image costs whatever the network, in multiply-adds.
  ///
  /// It is gathered, transposed and scanned for ink. On one core with AVX-512, a training of width
  /// 128 took 2.9 times as long as one of width 10.
  private static let imageCost = 40_000

  private struct State {
    var results: SearchResults
    /// Work that was done before this run.
    var earlier = 0.0
    /// Work that this run has done.
    var done = 0.0
    /// All work, as far as it can be told.
    var total = 1.0
    var lastTold = Duration.zero
  }

  private let plan: SearchPlan
  private let start = MonotonicClock.now
  private let state: Mutex<State>
  private let report: @Sendable (SearchEvent) -> Void

  /// Starts from the results that are there.
  init(_ results: SearchResults, report: @escaping @Sendable (SearchEvent) -> Void) {
    plan = results.plan
    self.report = report
    state = Mutex(State(results: results))
  }

  /// The results so far.
  var results: SearchResults { state.withLock { $0.results } }

  /// The work of a training without one fold.
  func cost(candidate: Int, rung: Int) -> Double {
    Double(plan.rungs[rung].epochs) * cost(images: trainingCount, candidate: candidate)
  }

  private var trainingCount: Int {
    plan.data.images.count - plan.data.images.count / plan.folds
  }

  private func cost(images: Int, candidate: Int) -> Double {
    Double(images) * Double(plan.parameters(candidate) + SearchWork.imageCost)
  }

  /// Estimates all work anew; a rung whose candidates are not known yet counts at the mean.
  func estimate() {
    state.withLock { state in
      var (finished, left) = (0.0, 0.0)
      for rung in plan.rungs.indices {
        let all = plan.candidates.indices.map { cost(candidate: $0, rung: rung) }
        let mean = all.reduce(0, +) / Double(all.count)
        let candidates = state.results.candidates(inRung: rung)
        for slot in 0..<plan.rungs[rung].candidates {
          let cost = candidates.map { all[$0[slot]] } ?? mean
          let done = state.results.folds(slot: slot, rung: rung).count
          finished += cost * Double(done)
          left += cost * Double(plan.folds - done)
        }
      }
      state.earlier = finished - state.done
      state.total = finished + left
    }
  }

  /// Takes note of images that were trained on, and tells how far the search is.
  func add(images: Int, candidate: Int) {
    let now = MonotonicClock.now
    state.withLock { state in
      state.done += cost(images: images, candidate: candidate)
      guard now - state.lastTold >= SearchWork.interval else { return }
      state.lastTold = now
      report(.progress(progress(state, at: now)))
    }
  }

  /// Takes note of a result.
  ///
  /// - Parameter counted: the images of the training that were told before.
  func add(_ result: FoldResult, counted: Int, seconds: Double) {
    let now = MonotonicClock.now
    state.withLock { state in
      // A training that went on from its state, or that diverged, has told of fewer images.
      let images = result.trainingImages * result.epochs - counted
      state.done += cost(images: images, candidate: result.candidate)
      state.results.add(result)
      report(.finished(result, seconds: seconds, progress: progress(state, at: now)))
    }
  }

  private func progress(_ state: borrowing State, at now: Duration) -> SearchProgress {
    let left = max(0, state.total - state.earlier - state.done)
    let elapsed = (now - start) / .seconds(1)
    return SearchProgress(
      finishedTasks: state.results.count, tasks: plan.taskCount,
      share: min(1, 1 - left / max(state.total, 1)),
      secondsLeft: state.done > 0 ? elapsed * left / state.done : nil)
  }
}
