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
  private let fixture: FetchFixture

  init() throws {
    fixture = try FetchFixture()
  }

  @Test("what is missing is fetched, and what is right is not fetched again")
  func fetchesOnce() async throws {
    let server = try fixture.tiny.server()
    let job = try fixture.fetch(from: [server.url])
    #expect(try job.plan().map(\.state) == Array(repeating: .missing, count: 4))
    let files = try await fixture.run(job)
    #expect(files.map(\.state) == Array(repeating: .fetched, count: 4))
    #expect(files.map(\.url) == job.urls)
    #expect(try fixture.isComplete())
    #expect(server.requests.count == 4)
    #expect(try await fixture.run(job).map(\.state) == Array(repeating: .present, count: 4))
    #expect(server.requests.count == 4)
    try RegularFile.remove(fixture.scratch.path("d/\(FetchFixture.images)"))
    #expect(try await fixture.run(job).map(\.state) == [.fetched, .present, .present, .present])
    #expect(server.requests.count == 5)
    let data = try DatasetDirectory(fixture.scratch.path("d")).load(classes: 4, pool: Samples.pool)
    #expect(try data.digests == Samples.dataset().digests)
  }

  @Test("where the first mirror lacks a file, the second is asked")
  func secondMirror() async throws {
    let first = try fixture.tiny.server { answer, request, _ in
      request.path == "/\(FetchFixture.images)" ? .notFound : answer
    }
    let second = try fixture.tiny.server()
    let seen = Mutex<[String]>([])
    let files = try await fixture.run(
      fixture.fetch(from: [first.url, second.url]),
      report: { event in
        if case .failed(_, _, let reason) = event { seen.withLock { $0.append(reason) } }
      })
    let reasons = seen.withLock { $0 }
    #expect(files.map(\.url).first == "\(second.url)\(FetchFixture.images)")
    // Having helped once, the second mirror is asked first.
    #expect(second.requests.count == 4 && first.requests.count == 1)
    #expect(reasons.count == 1 && reasons[0].contains("404"), "\(reasons)")
    #expect(try fixture.isComplete())
  }

  @Test("a mirror that compressed the file anew, or sends it plain, is as good")
  func otherForms() async throws {
    let contents = fixture.tiny.contents
    let stored = Gzip.deflate(contents[.trainingImages] ?? [], level: 1) + Gzip.deflate([])
    let server = try fixture.tiny.server { answer, request, _ in
      switch request.path {
      case "/\(FetchFixture.images)": .file(stored)
      case "/t10k-labels-idx1-ubyte.gz": .file(contents[.testLabels] ?? [])
      default: answer
      }
    }
    let files = try await fixture.run(fixture.fetch(from: [server.url]))
    #expect(try fixture.scratch.bytes("d/\(FetchFixture.images)") == stored)
    #expect(files[3].path.lastComponent?.string == "t10k-labels-idx1-ubyte")
    let data = try DatasetDirectory(fixture.scratch.path("d")).load(classes: 4, pool: Samples.pool)
    #expect(try data.digests == Samples.dataset().digests)
    #expect(try fixture.fetch(from: [server.url]).plan().allSatisfy { $0.state == .present })
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
    let server = try fixture.tiny.server { _, _, _ in .file(bytes) }
    let error = try #require(await fixture.fault(server.url))
    #expect(error.kind == .input && error.code == "digest")
    #expect(error.found?.hasPrefix(found) == true, "\(error)")
    #expect(error.message.contains(server.url))
    #expect(try Directory.entries(of: fixture.scratch.path("d")).isEmpty)
  }

  @Test("wrong bytes of one mirror do not keep the next from being asked")
  func wrongThenRight() async throws {
    let first = try fixture.tiny.server { _, _, _ in .file(Array("<html>busy</html>".utf8)) }
    let second = try fixture.tiny.server()
    _ = try await fixture.run(fixture.fetch(from: [first.url, second.url]))
    #expect(try fixture.isComplete())
  }

  @Test("without a server the error gives the addresses and what to do")
  func unreachable() async throws {
    // Nobody listens on the port of a server that has gone.
    let url = try fixture.tiny.server().url
    let job = try fixture.fetch(from: [url])
    let error = try #require(
      await #expect(throws: WorkflowError.self) { try await fixture.run(job) })
    #expect(error.kind == .environment && error.code == "unreachable")
    for address in job.urls { #expect(error.description.contains(address)) }
    #expect(error.description.contains(fixture.scratch.path("d").string))
    #expect(!error.description.contains("\n"))
  }

  @Test("other data of the same name are replaced only where that is asked for")
  func replacing() async throws {
    try Directory.create(fixture.scratch.path("d"))
    try fixture.scratch.write([1, 2, 3], "d/train-images-idx3-ubyte")
    let server = try fixture.tiny.server()
    let error = try #require(await fixture.fault(server.url))
    #expect(error.kind == .usage && error.code == "exists")
    #expect(error.path == fixture.scratch.path("d/train-images-idx3-ubyte").string)
    #expect(server.requests.isEmpty)
    _ = try await fixture.run(fixture.fetch(from: [server.url], replacing: true))
    #expect(try fixture.isComplete())
  }

  @Test("labels of a replaced data set never stand beside images of the new one")
  func noMixture() async throws {
    try Directory.create(fixture.scratch.path("d"))
    for file in StandardFile.allCases { try fixture.scratch.write([1, 2, 3], "d/\(file.name)") }
    let server = try fixture.tiny.server { answer, request, _ in
      request.path.contains("labels") ? .notFound : answer
    }
    let job = try fixture.fetch(from: [server.url], replacing: true)
    await #expect(throws: WorkflowError.self) { try await fixture.run(job) }
    let names = try Directory.entries(of: fixture.scratch.path("d")).map(\.string)
    #expect(names == ["t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte", FetchFixture.images])
    let second = try fixture.tiny.server()
    _ = try await fixture.run(fixture.fetch(from: [second.url], replacing: true))
    #expect(try fixture.isComplete())
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
