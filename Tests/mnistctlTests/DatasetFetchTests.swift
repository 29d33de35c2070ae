import Foundation
import LoopbackServer
import Testing

@Suite("mnistctl dataset fetch")
struct DatasetFetchTests {
  private static let directory = ProcessInfo.processInfo.environment["MNIST_DIR"]
  private static let hasCurl = ["/usr/bin/curl", "/bin/curl"].contains {
    FileManager.default.isExecutableFile(atPath: $0)
  }
  private static let names = [
    "train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte.gz", "t10k-images-idx3-ubyte.gz",
    "t10k-labels-idx1-ubyte.gz",
  ]

  private let scratch: Scratch

  init() throws {
    scratch = try Scratch()
  }

  @Test("the addresses are printed one a line, those of the mirror that is asked for")
  func printURLs() throws {
    let outcome = try scratch.run("dataset", "fetch", "--print-urls")
    #expect(outcome.status == 0 && outcome.errors.isEmpty)
    #expect(
      outcome.lines == Self.names.map { "https://ossci-datasets.s3.amazonaws.com/mnist/\($0)" })
    let json = try scratch.run(
      "dataset", "fetch", "fashion-mnist", "--mirror", "http://a/b", "--print-urls", "--json"
    ).json
    #expect(json["dataset"] == .text("fashion-mnist"))
    #expect(json["urls"].list == Self.names.map { .text("http://a/b/\($0)") })
    #expect(try scratch.names().isEmpty)
  }

  @Test("a dry run names the files in the cache and makes nothing")
  func dryRun() throws {
    let outcome = try scratch.run("dataset", "fetch", "fashion-mnist", "--dry-run", "--json")
    #expect(outcome.status == 0)
    let json = try outcome.json
    #expect(
      json.shape == "{dataset:text directory:text "
        + "files:[{fileBytes:null path:text sha256:digest state:text url:null}]}")
    #expect(json["directory"] == .text(scratch.path(".cache/mnistkit/fashion-mnist")))
    #expect(json["files"].list.allSatisfy { $0["state"] == .text("missing") })
    #expect(try scratch.names().isEmpty)
  }

  @Test("without curl it says what to do, and gives the addresses")
  func noCurl() throws {
    for options in [[], ["--quiet"]] {
      let outcome = try Tool.run(
        ["dataset", "fetch", "--into", "d"] + options, in: scratch,
        environment: ["PATH": scratch.path("nothing")])
      #expect(outcome.status == 4 && outcome.output.isEmpty)
      #expect(outcome.errors.contains("curl is missing; install curl, or put these files into d:"))
      for name in Self.names { #expect(outcome.errors.contains("/mnist/\(name)")) }
      #expect(outcome.errors.split(separator: "\n").count == 1)
    }
  }

  @Test("what makes no sense is refused")
  func usage() throws {
    for (arguments, advice) in [
      (["fasion-mnist"], "did you mean 'fashion-mnist'?"), (["cifar"], "expected one of mnist"),
      (["--mirror", "/tmp"], "expected http://... or https://..., found '/tmp'"),
    ] {
      let outcome = try Tool.run(["dataset", "fetch", "--into", "d"] + arguments, in: scratch)
      #expect(outcome.status == 2)
      #expect(outcome.errors.contains(advice), "\(outcome.errors)")
    }
    #expect(try scratch.names().isEmpty)
  }

  @Test("a cache that a fetch has not completed is not taken for a data set")
  func incompleteCache() throws {
    try TinyData.write(to: scratch, into: ".cache/mnistkit/mnist")
    #expect(try scratch.run("train", "--dry-run").status == 0)
    try FileManager.default.removeItem(
      atPath: scratch.path(".cache/mnistkit/mnist/t10k-labels-idx1-ubyte"))
    let outcome = try scratch.run("train", "--dry-run", "--json")
    #expect(outcome.status == 4)
    #expect(try outcome.error["code"] == .text("noData"))
  }

  @Test("an error page is bad input, and leaves nothing", .enabled(if: hasCurl, "curl is missing"))
  func errorPage() throws {
    let server = try LoopbackServer { _, _ in .file(Array("<!doctype html>".utf8)) }
    let outcome = try scratch.run(
      "dataset", "fetch", "--mirror", server.url, "--into", "d", "--json")
    #expect(outcome.status == 3)
    #expect(try outcome.error["code"] == .text("digest"))
    #expect(try outcome.error["found"] == .text("a web page"))
    #expect(try scratch.names() == ["d"] && scratch.names(in: "d").isEmpty)
  }

  @Test("Ctrl-C ends it, and says how to go on", .enabled(if: hasCurl, "curl is missing"))
  func interruption() throws {
    let stalled = DispatchSemaphore(value: 0)
    let server = try LoopbackServer { _, _ in
      stalled.signal()
      return .file([UInt8](repeating: 1, count: 1_000)).cut(after: 100, then: .stalls)
    }
    let tool = try Tool.start(
      ["dataset", "fetch", "--mirror", server.url, "--into", "d"], in: scratch)
    stalled.wait()
    tool.interrupt()
    let outcome = tool.outcome()
    #expect(outcome.status == 130)
    #expect(outcome.errors.contains("the same command goes on from there"), "\(outcome.errors)")
  }

  @Test(
    "MNIST is fetched into the cache, where other commands find it",
    .enabled(if: hasCurl, "curl is missing"),
    .enabled(if: directory != nil, "MNIST_DIR is not set"))
  func mnist() throws {
    let directory = try #require(Self.directory)
    let files = try Dictionary(
      uniqueKeysWithValues: Self.names.map { name in
        ("/\(name)", [UInt8](try Data(contentsOf: URL(fileURLWithPath: "\(directory)/\(name)"))))
      })
    let server = try LoopbackServer { request, earlier in
      guard let bytes = files[request.path] else { return .notFound }
      return earlier == 0 ? .file(bytes).cut(after: bytes.count / 2) : .file(bytes)
    }
    let outcome = try scratch.run("dataset", "fetch", "--mirror", server.url)
    #expect(outcome.status == 0, "\(outcome.errors)")
    let cache = scratch.path(".cache/mnistkit/mnist")
    #expect(outcome.lines == Self.names.map { "\(cache)/\($0)" })
    #expect(outcome.errors.contains("\(Self.names[0]): going on at 4.7 MiB"))
    #expect(server.requests.count == 8)
    let again = try scratch.run("dataset", "fetch", "--json")
    #expect(again.status == 0 && again.errors.isEmpty)
    #expect(try again.json["files"].list.allSatisfy { $0["state"] == .text("present") })
    let plan = try scratch.run("train", "--dry-run", "--json").json
    #expect(plan["trainingImages"] == .number(60_000))
  }
}
