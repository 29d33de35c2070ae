/// Large jobs that are over, with their memory, for those that come next.
struct SpareJobs {
  /// How much memory is kept: enough for as many jobs as the connections of busy clients have at
  /// once, whose answers take some hundred kilobytes.
  private static let byteLimit = 16 << 20

  private let memory: MemoryBudget
  private var jobs: [LargeJob] = []
  private var byteCount = 0

  /// Makes a list that has room for `capacity` jobs before it grows, of jobs whose memory counts
  /// while they are under way.
  init(capacity: Int, memory: MemoryBudget) {
    self.memory = memory
    jobs.reserveCapacity(capacity)
  }

  /// A job to be begun, with the memory of an earlier one where there is one.
  mutating func take() -> LargeJob {
    guard let job = jobs.popLast() else { return LargeJob(memory) }
    byteCount -= job.byteCount
    return job
  }

  /// Keeps a job that has ended, as long as there are not too many.
  mutating func keep(_ job: LargeJob) {
    guard byteCount + job.byteCount <= SpareJobs.byteLimit else { return }
    jobs.append(job)
    byteCount += job.byteCount
  }
}
