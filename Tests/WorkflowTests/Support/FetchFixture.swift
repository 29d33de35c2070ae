import Dispatch
import MNISTData
import Posix
import SystemPackage
import Testing
import Workflow

/// A publication of tiny data, the directory that it is fetched into, and the fetch.
struct FetchFixture {
  /// Short waits, for servers that are next door.
  private static let limits = DatasetFetchLimits(
    connectionSeconds: 5, stallSeconds: 1, resumptions: 3)

  /// The file that servers of the tests treat in a way of its own.
  static let images = "train-images-idx3-ubyte.gz"

  let scratch: Scratch
  let tiny: TinyPublication

  init() throws {
    scratch = try Scratch()
    tiny = try TinyPublication()
  }

  func fetch(
    from mirrors: [String], replacing: Bool = false
  ) throws(WorkflowError) -> DatasetFetch {
    try DatasetFetch(
      tiny.dataset(mirrors: mirrors), into: scratch.path("d"), replacing: replacing,
      limits: Self.limits)
  }

  /// Fetches on a thread that may wait; the tests' own threads must not.
  @discardableResult
  func run(
    _ job: DatasetFetch, while proceed: @escaping @Sendable () -> Bool = { true },
    report: @escaping @Sendable (DatasetFetchEvent) -> Void = { _ in }
  ) async throws -> [FetchedFile] {
    let result = await withCheckedContinuation { continuation in
      DispatchQueue(label: "fetch").async {
        continuation.resume(
          returning: Result { () throws(WorkflowError) in
            try job.run(while: proceed, report: report)
          })
      }
    }
    return try result.get()
  }

  /// The error of a fetch that must fail.
  func fault(_ mirror: String) async throws -> WorkflowError? {
    let job = try fetch(from: [mirror])
    return await #expect(throws: WorkflowError.self) { try await run(job) }
  }

  /// Whether the directory holds the four published files and nothing else.
  func isComplete() throws -> Bool {
    let names = StandardFile.allCases.map { $0.name + ".gz" }.sorted()
    guard try Directory.entries(of: scratch.path("d")).map(\.string) == names else { return false }
    return try StandardFile.allCases.allSatisfy {
      try scratch.bytes("d/\($0.name).gz") == tiny.archive($0)
    }
  }
}
