import Dispatch
import Gzip
import LoopbackServer
import MNISTData
import Posix
import Synchronization
import SystemPackage
import Testing
import Workflow

@Suite("Dataset fetch", .enabled(if: Curl.isInstalled, "curl is not installed"))
struct DatasetFetchTests {
  /// Short waits, for servers that are next door.
  private static let limits = DatasetFetchLimits(
    connectionSeconds: 5, stallSeconds: 1, resumptions: 3)

  private static let images = "train-images-idx3-ubyte.gz"

  private let scratch: Scratch
  private let tiny: TinyPublication

  init() throws {
    scratch = try Scratch()
    tiny = try TinyPublication()
  }

  private func fetch(
    from mirrors: [String], replacing: Bool = false
  ) throws(WorkflowError) -> DatasetFetch {
    try DatasetFetch(
      tiny.dataset(mirrors: mirrors), into: scratch.path("d"), replacing: replacing,
      limits: Self.limits)
  }

  /// Fetches on a thread that may wait; the tests' own threads must not.
  @discardableResult
  private func run(
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
  private func fault(_ mirror: String) async throws -> WorkflowError? {
    let job = try fetch(from: [mirror])
    return await #expect(throws: WorkflowError.self) { try await run(job) }
  }

  /// Whether the directory holds the four published files and nothing else.
  private func isComplete() throws -> Bool {
    let names = StandardFile.allCases.map { $0.name + ".gz" }.sorted()
    guard try Directory.entries(of: scratch.path("d")).map(\.string) == names else { return false }
    return try StandardFile.allCases.allSatisfy {
      try scratch.bytes("d/\($0.name).gz") == tiny.archive($0)
    }
  }

  @Test("what is missing is fetched, and what is right is not fetched again")
  func fetchesOnce() async throws {
    let server = try tiny.server()
    let job = try fetch(from: [server.url])
    #expect(try job.plan().map(\.state) == Array(repeating: .missing, count: 4))
    let files = try await run(job)
    #expect(files.map(\.state) == Array(repeating: .fetched, count: 4))
    #expect(files.map(\.url) == job.urls)
    #expect(try isComplete())
    #expect(server.requests.count == 4)
    #expect(try await run(job).map(\.state) == Array(repeating: .present, count: 4))
    #expect(server.requests.count == 4)
    try RegularFile.remove(scratch.path("d/\(Self.images)"))
    #expect(try await run(job).map(\.state) == [.fetched, .present, .present, .present])
    #expect(server.requests.count == 5)
    let data = try DatasetDirectory(scratch.path("d")).load(classes: 4, pool: Samples.pool)
    #expect(try data.digests == Samples.dataset().digests)
  }

  @Test("a transfer that is cut goes on from where it was")
  func cut() async throws {
    let server = try tiny.server { answer, _, earlier in
      earlier == 0 ? answer.cut(after: 20) : answer
    }
    _ = try await run(fetch(from: [server.url]))
    #expect(try isComplete())
    let offsets = server.requests.filter { $0.path == "/\(Self.images)" }.map(\.offset)
    #expect(offsets == [0, 20])
  }

  @Test("a later fetch goes on with what an earlier one left")
  func resumed() async throws {
    let broken = try tiny.server { answer, _, earlier in
      answer.cut(after: earlier == 0 ? 30 : 0)
    }
    let error = try #require(await fault(broken.url))
    #expect(error.code == "unreachable" && error.kind == .environment)
    #expect(try scratch.bytes("d/.\(Self.images).download").count == 30)
    let server = try tiny.server()
    _ = try await run(fetch(from: [server.url]))
    #expect(server.requests.first?.offset == 30)
    #expect(try isComplete())
  }

  @Test(
    "a stale or overlong remainder costs a second attempt and nothing else",
    arguments: [10, 100_000], [true, false])
  func staleRemainder(count: Int, obeysRanges: Bool) async throws {
    try Directory.create(scratch.path("d"))
    try scratch.write([UInt8](repeating: 7, count: count), "d/.\(Self.images).download")
    let archive = tiny.archive(.trainingImages)
    let server = try tiny.server { answer, request, _ in
      obeysRanges || request.path != "/\(Self.images)" ? answer : .wholeFile(archive)
    }
    _ = try await run(fetch(from: [server.url]))
    #expect(try isComplete())
  }

  @Test("a mirror that lacks a file does not cost what another gave of it")
  func keptRemainder() async throws {
    try Directory.create(scratch.path("d"))
    let start = Array(tiny.archive(.trainingImages).prefix(40))
    try scratch.write(start, "d/.\(Self.images).download")
    let first = try tiny.server { _, _, _ in .notFound }
    let second = try tiny.server()
    _ = try await run(fetch(from: [first.url, second.url]))
    #expect(second.requests.first?.offset == 40)
    #expect(try isComplete())
  }

  @Test("a complete remainder is taken as it is")
  func completeRemainder() async throws {
    try Directory.create(scratch.path("d"))
    try scratch.write(tiny.archive(.trainingImages), "d/.\(Self.images).download")
    let server = try tiny.server()
    _ = try await run(fetch(from: [server.url]))
    #expect(try isComplete())
    #expect(server.requests.count == 3)
  }

  @Test("where the first mirror lacks a file, the second is asked")
  func secondMirror() async throws {
    let first = try tiny.server { answer, request, _ in
      request.path == "/\(Self.images)" ? .notFound : answer
    }
    let second = try tiny.server()
    let seen = Mutex<[String]>([])
    let files = try await run(
      fetch(from: [first.url, second.url]),
      report: { event in
        if case .failed(_, _, let reason) = event { seen.withLock { $0.append(reason) } }
      })
    let reasons = seen.withLock { $0 }
    #expect(files.map(\.url).first == "\(second.url)\(Self.images)")
    // Having helped once, the second mirror is asked first.
    #expect(second.requests.count == 4 && first.requests.count == 1)
    #expect(reasons.count == 1 && reasons[0].contains("404"), "\(reasons)")
    #expect(try isComplete())
  }

  @Test("a server that stalls is left after the time for that")
  func stall() async throws {
    let first = try tiny.server { answer, _, _ in answer.cut(after: 0, then: .stalls) }
    let second = try tiny.server()
    _ = try await run(fetch(from: [first.url, second.url]))
    #expect(try isComplete())
  }

  @Test("a mirror that compressed the file anew, or sends it plain, is as good")
  func otherForms() async throws {
    let contents = tiny.contents
    let stored = Gzip.deflate(contents[.trainingImages] ?? [], level: 1) + Gzip.deflate([])
    let server = try tiny.server { answer, request, _ in
      switch request.path {
      case "/\(Self.images)": .file(stored)
      case "/t10k-labels-idx1-ubyte.gz": .file(contents[.testLabels] ?? [])
      default: answer
      }
    }
    let files = try await run(fetch(from: [server.url]))
    #expect(try scratch.bytes("d/\(Self.images)") == stored)
    #expect(files[3].path.lastComponent?.string == "t10k-labels-idx1-ubyte")
    let data = try DatasetDirectory(scratch.path("d")).load(classes: 4, pool: Samples.pool)
    #expect(try data.digests == Samples.dataset().digests)
    #expect(try fetch(from: [server.url]).plan().allSatisfy { $0.state == .present })
  }

  @Test(
    "wrong bytes are named for what they are and never take the name",
    arguments: [
      (Array("<!DOCTYPE html><p>Sign in</p>".utf8), "a web page"),
      (Gzip.deflate([0, 0, 8, 1, 0, 0, 0, 1, 5]), "29 bytes with the SHA-256 "),
      ([], "0 bytes with the SHA-256 "),
      ([UInt8](repeating: 1, count: 1 << 20), "more than "),
    ])
  func wrongBytes(bytes: [UInt8], found: String) async throws {
    let server = try tiny.server { _, _, _ in .file(bytes) }
    let error = try #require(await fault(server.url))
    #expect(error.kind == .input && error.code == "digest")
    #expect(error.found?.hasPrefix(found) == true, "\(error)")
    #expect(error.message.contains(server.url))
    #expect(try Directory.entries(of: scratch.path("d")).isEmpty)
  }

  @Test("wrong bytes of one mirror do not keep the next from being asked")
  func wrongThenRight() async throws {
    let first = try tiny.server { _, _, _ in .file(Array("<html>busy</html>".utf8)) }
    let second = try tiny.server()
    _ = try await run(fetch(from: [first.url, second.url]))
    #expect(try isComplete())
  }

  @Test("without a server the error gives the addresses and what to do")
  func unreachable() async throws {
    // Nobody listens on the port of a server that has gone.
    let url = try tiny.server().url
    let job = try fetch(from: [url])
    let error = try #require(await #expect(throws: WorkflowError.self) { try await run(job) })
    #expect(error.kind == .environment && error.code == "unreachable")
    for address in job.urls { #expect(error.description.contains(address)) }
    #expect(error.description.contains(scratch.path("d").string))
    #expect(!error.description.contains("\n"))
  }

  @Test("other data of the same name are replaced only where that is asked for")
  func replacing() async throws {
    try Directory.create(scratch.path("d"))
    try scratch.write([1, 2, 3], "d/train-images-idx3-ubyte")
    let server = try tiny.server()
    let error = try #require(await fault(server.url))
    #expect(error.kind == .usage && error.code == "exists")
    #expect(error.path == scratch.path("d/train-images-idx3-ubyte").string)
    #expect(server.requests.isEmpty)
    _ = try await run(fetch(from: [server.url], replacing: true))
    #expect(try isComplete())
  }

  @Test("labels of a replaced data set never stand beside images of the new one")
  func noMixture() async throws {
    try Directory.create(scratch.path("d"))
    for file in StandardFile.allCases { try scratch.write([1, 2, 3], "d/\(file.name)") }
    let server = try tiny.server { answer, request, _ in
      request.path.contains("labels") ? .notFound : answer
    }
    let job = try fetch(from: [server.url], replacing: true)
    await #expect(throws: WorkflowError.self) { try await run(job) }
    let names = try Directory.entries(of: scratch.path("d")).map(\.string)
    #expect(names == ["t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte", Self.images])
    let second = try tiny.server()
    _ = try await run(fetch(from: [second.url], replacing: true))
    #expect(try isComplete())
  }

  @Test("an interruption ends the fetch and keeps what is there")
  func interrupted() async throws {
    let server = try tiny.server { answer, _, _ in answer.cut(after: 25, then: .stalls) }
    let isInterrupted = Atomic(false)
    let job = try fetch(from: [server.url])
    let error = try #require(
      await #expect(throws: WorkflowError.self) {
        try await run(
          job, while: { !isInterrupted.load(ordering: .relaxed) },
          report: { event in
            if case .progress(_, 25...) = event { isInterrupted.store(true, ordering: .relaxed) }
          })
      })
    #expect(error.code == "interrupted")
    #expect(try scratch.bytes("d/.\(Self.images).download").count >= 25)
  }

  @Test("two fetches of one file do not meet")
  func busy() async throws {
    try Directory.create(scratch.path("d"))
    let server = try tiny.server()
    let other = try PartialFile(of: scratch.path("d/\(Self.images)"))
    let error = try #require(await fault(server.url))
    #expect(error.kind == .environment && error.code == "busy")
    #expect(try other.byteCount() == 0)
  }

  @Test(
    "a mirror that is no address of the Web is refused",
    arguments: ["", "ftp://a/", "http://", "https://", "/tmp", "http://a b/", "-o"])
  func mirror(text: String) throws {
    let error = try #require(
      failure { () throws(WorkflowError) in try DatasetFetch(.mnist, mirrors: [text]) })
    #expect(error.kind == .usage && error.code == "mirror")
  }

  @Test("a mirror's address may lack its last slash")
  func slash() throws {
    let job = try DatasetFetch(.mnist, into: "d", mirrors: ["http://a/b"])
    #expect(job.urls.first == "http://a/b/train-images-idx3-ubyte.gz")
  }
}
