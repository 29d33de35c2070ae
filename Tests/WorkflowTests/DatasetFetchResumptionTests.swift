import LoopbackServer
import MNISTData
import Posix
import Synchronization
import SystemPackage
import Testing
import Workflow

@Suite("Dataset fetch that breaks off", .enabled(if: Curl.isInstalled, "curl is not installed"))
struct DatasetFetchResumptionTests {
  private let fixture: FetchFixture

  init() throws {
    fixture = try FetchFixture()
  }

  @Test("a transfer that is cut goes on from where it was")
  func cut() async throws {
    let server = try fixture.tiny.server { answer, _, earlier in
      earlier == 0 ? answer.cut(after: 20) : answer
    }
    _ = try await fixture.run(fixture.fetch(from: [server.url]))
    #expect(try fixture.isComplete())
    let offsets = server.requests.filter { $0.path == "/\(FetchFixture.images)" }.map(\.offset)
    #expect(offsets == [0, 20])
  }

  @Test("a later fetch goes on with what an earlier one left")
  func resumed() async throws {
    let broken = try fixture.tiny.server { answer, _, earlier in
      answer.cut(after: earlier == 0 ? 30 : 0)
    }
    let error = try #require(await fixture.fault(broken.url))
    #expect(error.code == "unreachable" && error.kind == .environment)
    #expect(try fixture.scratch.bytes("d/.\(FetchFixture.images).download").count == 30)
    let server = try fixture.tiny.server()
    _ = try await fixture.run(fixture.fetch(from: [server.url]))
    #expect(server.requests.first?.offset == 30)
    #expect(try fixture.isComplete())
  }

  @Test(
    "a stale or overlong remainder costs a second attempt and nothing else",
    arguments: [10, 100_000], [true, false])
  func staleRemainder(count: Int, obeysRanges: Bool) async throws {
    try Directory.create(fixture.scratch.path("d"))
    try fixture.scratch.write(
      [UInt8](repeating: 7, count: count), "d/.\(FetchFixture.images).download")
    let archive = fixture.tiny.archive(.trainingImages)
    let server = try fixture.tiny.server { answer, request, _ in
      obeysRanges || request.path != "/\(FetchFixture.images)" ? answer : .wholeFile(archive)
    }
    _ = try await fixture.run(fixture.fetch(from: [server.url]))
    #expect(try fixture.isComplete())
  }

  @Test("a mirror that lacks a file does not cost what another gave of it")
  func keptRemainder() async throws {
    try Directory.create(fixture.scratch.path("d"))
    let start = Array(fixture.tiny.archive(.trainingImages).prefix(40))
    try fixture.scratch.write(start, "d/.\(FetchFixture.images).download")
    let first = try fixture.tiny.server { _, _, _ in .notFound }
    let second = try fixture.tiny.server()
    _ = try await fixture.run(fixture.fetch(from: [first.url, second.url]))
    #expect(second.requests.first?.offset == 40)
    #expect(try fixture.isComplete())
  }

  @Test("a complete remainder is taken as it is")
  func completeRemainder() async throws {
    try Directory.create(fixture.scratch.path("d"))
    try fixture.scratch.write(
      fixture.tiny.archive(.trainingImages), "d/.\(FetchFixture.images).download")
    let server = try fixture.tiny.server()
    _ = try await fixture.run(fixture.fetch(from: [server.url]))
    #expect(try fixture.isComplete())
    #expect(server.requests.count == 3)
  }

  @Test("a server that stalls is left after the time for that")
  func stall() async throws {
    let first = try fixture.tiny.server { answer, _, _ in answer.cut(after: 0, then: .stalls) }
    let second = try fixture.tiny.server()
    _ = try await fixture.run(fixture.fetch(from: [first.url, second.url]))
    #expect(try fixture.isComplete())
  }

  @Test("an interruption ends the fetch and keeps what is there")
  func interrupted() async throws {
    let server = try fixture.tiny.server { answer, _, _ in answer.cut(after: 25, then: .stalls) }
    let isInterrupted = Atomic(false)
    let job = try fixture.fetch(from: [server.url])
    let error = try #require(
      await #expect(throws: WorkflowError.self) {
        try await fixture.run(
          job, while: { !isInterrupted.load(ordering: .relaxed) },
          report: { event in
            if case .progress(_, 25...) = event { isInterrupted.store(true, ordering: .relaxed) }
          })
      })
    #expect(error.code == "interrupted")
    #expect(try fixture.scratch.bytes("d/.\(FetchFixture.images).download").count >= 25)
  }

  @Test("two fetches of one file do not meet")
  func busy() async throws {
    try Directory.create(fixture.scratch.path("d"))
    let server = try fixture.tiny.server()
    let other = try PartialFile(of: fixture.scratch.path("d/\(FetchFixture.images)"))
    let error = try #require(await fixture.fault(server.url))
    #expect(error.kind == .environment && error.code == "busy")
    #expect(try other.byteCount() == 0)
  }
}
