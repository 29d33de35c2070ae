import Foundation
import Testing

@Suite("mnistctl dataset")
struct DatasetTests {
  private let scratch: Scratch

  init() throws {
    scratch = try Scratch()
  }

  @Test("synthesised digits are the same for every number of threads")
  func synthesize() throws {
    for threads in ["1", "3"] {
      let outcome = try scratch.run(
        "dataset", "synthesize", "--count", "70", "--test-count", "10", "--seed", "5",
        "--out", threads, "--threads", threads)
      #expect(outcome.status == 0)
      #expect(
        outcome.lines == [
          "\(threads)/train-images-idx3-ubyte", "\(threads)/train-labels-idx1-ubyte",
          "\(threads)/t10k-images-idx3-ubyte", "\(threads)/t10k-labels-idx1-ubyte",
        ])
      #expect(outcome.errors == "70 training and 10 test images, seed 5\n")
    }
    for name in ["train-images-idx3-ubyte", "t10k-labels-idx1-ubyte"] {
      #expect(try scratch.bytes("1/\(name)") == scratch.bytes("3/\(name)"))
    }
  }

  @Test("a dry run names the files and writes none")
  func dryRun() throws {
    let outcome = try scratch.run(
      "dataset", "synthesize", "--count", "70", "--out", "d", "--dry-run", "--json")
    #expect(outcome.status == 0)
    let json = try outcome.json
    #expect(
      json.shape == "{paths:[text] seed:number testImages:number trainingImages:number "
        + "written:boolean}")
    #expect(json["written"] == .boolean(false))
    #expect(json["testImages"] == .number(11))
    #expect(try scratch.names().isEmpty)
  }

  @Test("the information has the promised keys and types")
  func info() throws {
    try TinyData.write(to: scratch)
    let outcome = try scratch.run("dataset", "info", "data", "--json")
    #expect(outcome.status == 0)
    let files = try outcome.json["files"].list
    #expect(files.count == 4)
    #expect(
      files[0].shape == "{columns:number compressed:boolean contents:text count:number "
        + "fileBytes:number labelCounts:null path:text rows:number sha256:digest}")
    #expect(files[0]["rows"] == .number(6) && files[0]["columns"] == .number(5))
    #expect(files[1]["contents"] == .text("labels"))
    #expect(files[1]["labelCounts"].list == Array(repeating: .number(20), count: 10))
    #expect(files[1]["rows"] == .null)
  }

  @Test("files are named one by one, and drawn for people")
  func files() throws {
    try TinyData.write(to: scratch)
    let outcome = try scratch.run(
      "dataset", "info", "data/t10k-images-idx3-ubyte", "data/t10k-labels-idx1-ubyte",
      "--draw", "2")
    #expect(outcome.status == 0)
    #expect(outcome.output.contains("50 images of 6 x 5 pixels"))
    #expect(outcome.output.contains("#1") && !outcome.output.contains("#2"))
    #expect(outcome.output.contains("50 labels, "))
    #expect(!outcome.output.contains("\u{1B}"))
  }

  @Test("compressed and plain files mix, and give the same model")
  func compressed() throws {
    try TinyData.write(to: scratch)
    #expect(try scratch.train("--quiet", "--out", "plain.mlp").status == 0)
    let gzip = try Tool.shell(
      "gzip data/train-images-idx3-ubyte data/t10k-labels-idx1-ubyte", in: scratch)
    #expect(gzip.status == 0)
    #expect(try scratch.train("--quiet", "--out", "mixed.mlp").status == 0)
    #expect(try scratch.bytes("plain.mlp") == scratch.bytes("mixed.mlp"))
    let files = try scratch.run("dataset", "info", "data", "--json").json["files"].list
    #expect(
      files.map { $0["compressed"] }
        == [.boolean(true), .boolean(false), .boolean(false), .boolean(true)])
    let truncated = try scratch.bytes("data/train-images-idx3-ubyte.gz").dropLast(9)
    try scratch.write(Array(truncated), "data/train-images-idx3-ubyte.gz")
    #expect(try scratch.train().status == 3)
  }

  @Test("a damaged file of labels is explained as one")
  func damagedLabels() throws {
    try TinyData.write(to: scratch)
    let labels = try scratch.bytes("data/t10k-labels-idx1-ubyte")
    try scratch.write(labels.dropLast(), "labels")
    let outcome = try scratch.run("dataset", "info", "labels")
    #expect(outcome.status == 3)
    #expect(outcome.errors.contains("expected 58 bytes in all, found 57"), "\(outcome.errors)")
  }

  @Test("what is no IDX file is named for what it is")
  func foreign() throws {
    try scratch.write(Array("<?xml version=\"1.0\"?><Error/>".utf8), "mirror")
    let outcome = try scratch.run("dataset", "info", "mirror")
    #expect(outcome.status == 3)
    #expect(outcome.errors.contains("found a web page"), "\(outcome.errors)")
  }

  @Test("a directory without data is told what was looked for")
  func empty() throws {
    try FileManager.default.createDirectory(
      atPath: scratch.path("d"), withIntermediateDirectories: false)
    let outcome = try scratch.run("dataset", "info", "d", "--json")
    #expect(outcome.status == 4)
    #expect(try outcome.error["expected"].text?.contains("train-images-idx3-ubyte") == true)
  }

  @Test(
    "real MNIST has its sizes",
    .enabled(if: ProcessInfo.processInfo.environment["MNIST_DIR"] != nil, "MNIST_DIR is not set"))
  func mnist() throws {
    let directory = try #require(ProcessInfo.processInfo.environment["MNIST_DIR"])
    let outcome = try scratch.run("dataset", "info", directory, "--json")
    #expect(outcome.status == 0)
    let files = try outcome.json["files"].list
    #expect(files.map { $0["count"].number } == [60_000, 60_000, 10_000, 10_000])
    #expect(files[0]["rows"] == .number(28) && files[0]["columns"] == .number(28))
    #expect(files[3]["labelCounts"][0] == .number(980))
  }
}
