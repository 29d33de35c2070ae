import Foundation
import FoundationXML
import Testing

@Suite("mnistctl report")
struct ReportTests {
  private let scratch: Scratch

  init() throws {
    scratch = try Scratch()
    try TinyData.write(to: scratch)
  }

  private static let figures = [
    "accuracy.svg", "activity-1.svg", "calibration.svg", "confusion-matrix.svg", "loss.svg",
    "mistakes.svg", "weights.svg",
  ]

  /// A page or picture, which must be well-formed.
  private func parsed(_ name: String) throws -> String {
    let data = try Data(contentsOf: scratch.directory.appendingPathComponent(name))
    let parser = XMLParser(data: data)
    try #require(
      parser.parse(),
      "\(name), line \(parser.lineNumber): \(String(describing: parser.parserError))")
    return String(decoding: data, as: UTF8.self)
  }

  @Test("the page has every part, and its figures are those of evaluate")
  func page() throws {
    try #require(try scratch.train("--quiet", "--validation", "0.2").status == 0)
    let outcome = try scratch.run("report", "model.mlp", "--data", "data", "--mistakes", "9")
    #expect(outcome.status == 0 && outcome.errors.isEmpty)
    #expect(outcome.output.hasPrefix("wrote report.html, ") && outcome.lines.count == 1)
    let page = try parsed("report.html")
    for heading in [
      "Training curves", "Confusion matrix", "Classes", "Calibration", "Worst mistakes",
      "First-layer weights", "Activation sparsity", "Cross-validation", "Provenance",
      "Making it again",
    ] {
      #expect(page.contains(">\(heading)</h2>"))
    }
    let evaluation = try scratch.run("evaluate", "model.mlp", "--data", "data").output
    let accuracy = try #require(evaluation.split(separator: " ").dropFirst().first)
    #expect(page.contains("<td>\(accuracy) % ("))
    #expect(page.contains("validation images, epoch 2: "))
    #expect(page.contains("The model has the parameters of epoch "))
    #expect(page.contains("The weights of 8 of 8 units."))
    let digest = try scratch.run("inspect", "model.mlp", "--json").json["tensorsSHA256"].text
    #expect(page.contains(try #require(digest)))
    #expect(page.contains("records no search"))
    #expect(!page.contains("<script") && !page.contains("<img"))
  }

  @Test("the figures are files too, and the object names them")
  func figures() throws {
    try #require(try scratch.train("--quiet", "--epochs", "1").status == 0)
    let json = try scratch.run(
      "report", "model.mlp", "--data", "data", "--figures", "new/figures", "--json"
    ).json
    #expect(
      json.shape
        == "{accuracy:number bytes:number count:number dataSHA256:digest "
        + "expectedCalibrationError:number figures:[text] loss:number modelSHA256:digest path:text "
        + "sha256:digest written:boolean}")
    #expect(try scratch.names(in: "new/figures") == Self.figures)
    let named = json["figures"].list.compactMap(\.text).sorted()
    #expect(named == Self.figures.map { "new/figures/\($0)" })
    for name in named {
      let picture = try parsed(name)
      #expect(picture.contains("role=\"img\"") && picture.contains("prefers-color-scheme:dark"))
    }
    #expect(json["bytes"].number.map { Int($0) } == (try scratch.bytes("report.html")).count)
  }

  @Test("a report replaces no file of the data, not the model, and not its own pictures")
  func nothingReplaced() throws {
    try #require(try scratch.train("--quiet", "--epochs", "1").status == 0)
    let labels = try scratch.bytes("data/train-labels-idx1-ubyte")
    for (out, figures) in [
      ("data/train-labels-idx1-ubyte", "figures"), ("data/t10k-images-idx3-ubyte", "figures"),
      ("model.mlp", "figures"), ("figures/loss.svg", "figures"),
    ] {
      let outcome = try scratch.run(
        "report", "model.mlp", "--data", "data", "--out", out, "--figures", figures, "--json")
      #expect(outcome.status == 2, "\(out)")
      #expect(try outcome.error["code"] == .text("sameFile"))
      #expect(!scratch.exists("figures"))
    }
    #expect(try scratch.bytes("data/train-labels-idx1-ubyte") == labels)
  }

  @Test("the page of a halved search says how long each network was trained")
  func halvedSearch() throws {
    let found = try scratch.run(
      "cross-validate", "--data", "data", "--width", "3,4,5,6", "--epochs", "2", "--folds", "2",
      "--halving", "2", "--train-best", "--out", "best.mlp", "-q")
    try #require(found.status == 0, "\(found.errors)")
    #expect(try scratch.run("report", "best.mlp", "--data", "data").status == 0)
    let page = try parsed("report.html")
    #expect(page.contains(">epochs</th>") && page.contains("trained for fewer epochs"))
    #expect(page.contains("of the last round") && page.contains(" %, left after 1 epoch"))
    #expect(found.output.contains("of the last round"))
  }

  @Test("the page of a taught network tells which file its teacher is")
  func taught() throws {
    try #require(try scratch.train("--quiet", "--epochs", "1").status == 0)
    let pupil = try scratch.train(
      "--quiet", "--epochs", "1", "--teacher", "model.mlp", "--out", "pupil.mlp")
    try #require(pupil.status == 0, "\(pupil.errors)")
    #expect(try scratch.run("report", "pupil.mlp", "--data", "data").status == 0)
    let page = try parsed("report.html")
    let digest = try scratch.run("inspect", "model.mlp", "--json").json["fileSHA256"].text
    #expect(page.contains("--teacher teacher.mlp"))
    #expect(page.contains("the file with SHA-256 \(try #require(digest))"))
  }

  @Test("the same model gives the same page for any threads and kernels")
  func deterministic() throws {
    try #require(try scratch.train("--quiet").status == 0)
    for (out, threads, kernels) in [("a.html", "1", "scalar"), ("b.html", "4", "")] {
      let outcome = try scratch.run(
        "report", "model.mlp", "--data", "data", "--out", out, "--threads", threads,
        environment: ["MNISTKIT_KERNELS": kernels])
      #expect(outcome.status == 0)
    }
    #expect(try scratch.bytes("a.html") == scratch.bytes("b.html"))
  }

  @Test("pictures that nobody asks for are left out")
  func fewer() throws {
    try #require(try scratch.train("--quiet", "--epochs", "1").status == 0)
    let outcome = try scratch.run(
      "report", "model.mlp", "--data", "data", "--mistakes", "0", "--units", "0", "--figures", "f")
    #expect(outcome.status == 0)
    #expect(try scratch.names(in: "f") == Array(Self.figures.dropLast(2)))
    #expect(try parsed("report.html").contains("No unit was asked for."))
  }

  @Test("a dry run says what it would write, and writes nothing")
  func dryRun() throws {
    try #require(try scratch.train("--quiet").status == 0)
    let outcome = try scratch.run(
      "report", "model.mlp", "--data", "data", "--figures", "figures", "--dry-run")
    #expect(outcome.status == 0 && outcome.lines.count == 8)
    #expect(outcome.lines.allSatisfy { $0.hasPrefix("would write ") })
    #expect(!scratch.exists("report.html") && !scratch.exists("figures"))
  }

  @Test("a figure that cannot be written leaves no new page")
  func figureFault() throws {
    try #require(try scratch.train("--quiet").status == 0)
    try scratch.write([1], "report.html")
    #expect(try Tool.shell("mkdir -p f/calibration.svg", in: scratch).status == 0)
    let outcome = try scratch.run(
      "report", "model.mlp", "--data", "data", "--figures", "f")
    #expect(outcome.status == 4 && outcome.errors.contains("f/calibration.svg"))
    #expect(try scratch.bytes("report.html") == [1])
  }

  @Test("the commands of the page make the same tensors again")
  func commands() throws {
    let trained = try scratch.train(
      "--quiet", "--optimizer", "sgd", "--momentum", "0.9", "--schedule", "cosine",
      "--warmup-epochs", "1", "--validation", "0.25", "--patience", "3", "--weight-decay", "0.001",
      "--label-smoothing", "0.1", "--gradient-clip", "2.5", "--normalise", "0.1307,0.3081",
      "--seed", "7", "--self-test-samples", "3")
    try #require(trained.status == 0)
    let quantised = try scratch.run(
      "quantize", "model.mlp", "--to", "int8", "--data", "data", "--calibration-images", "150",
      "--force")
    try #require(quantised.status == 0 && scratch.exists("model.int8.mlp"))
    for model in ["model.mlp", "model.int8.mlp"] {
      try #require(try scratch.run("report", model, "--data", "data").status == 0)
      let page = try parsed("report.html")
      let blocks = page.components(separatedBy: "<pre><code>").dropFirst().compactMap {
        $0.components(separatedBy: "</code>").first
      }
      try #require(blocks.count == 2)
      #expect(blocks[0] == "mnistctl reproduce \(model) --data data")
      for block in blocks {
        let script = "set -e; mnistctl() { \"$mnistctl\" \"$@\"; }\n"
        // Agreement is no matter here.
        let outcome = try Tool.shell(
          script + block.replacing("int8 --data", with: "int8 --force --data"), in: scratch)
        #expect(outcome.status == 0, "\(block): \(outcome.errors)")
      }
      let name = model.dropLast(4)
      let digests = try ["\(model)", "\(name)-again.mlp"].map {
        try scratch.run("inspect", $0, "--json").json["tensorsSHA256"]
      }
      #expect(digests[0] == digests[1])
    }
  }

  @Test("a model of 8-bit integers, of other classes and image sizes, has a report")
  func otherModels() throws {
    try TinyData.write(to: scratch, classes: 3, into: "three")
    try #require(
      try scratch.run(
        "train", "--data", "three", "--classes", "3", "--hidden", "4,5", "--epochs", "1",
        "--quiet"
      ).status == 0)
    try #require(
      try scratch.run(
        "quantize", "model.mlp", "--to", "int8", "--data", "three", "--force"
      ).status == 0)
    let outcome = try scratch.run(
      "report", "model.int8.mlp", "--data", "three", "--figures", "figures")
    #expect(outcome.status == 0)
    #expect(try scratch.names(in: "figures").contains("activity-2.svg"))
    let page = try parsed("report.html")
    #expect(page.contains("30-4-5-3, int8") && page.contains("quantisation.images"))
  }

  @Test("a model that says nothing about itself has a report that says so")
  func withoutProvenance() throws {
    let model = Fixtures.path("golden/smallest-1.0.mlp")
    let inspected = try scratch.run("inspect", model, "--json").json
    try #require(inspected["provenance"] == .null)
    try writeData(for: inspected, into: "data-of-it")
    let outcome = try scratch.run(
      "report", model, "--data", "data-of-it", "--figures", "figures")
    #expect(outcome.status == 0, "\(outcome.errors)")
    let page = try parsed("report.html")
    #expect(page.contains("The file does not say how its training went"))
    #expect(page.contains("The file does not record how the network was trained."))
    #expect(page.contains("none is recorded"))
    #expect(try !scratch.names(in: "figures").contains("loss.svg"))
  }

  /// Images of a model's size, and labels.
  private func writeData(for inspected: JSON, into directory: String) throws {
    let rows = Int(try #require(inspected["normalisation"]["rows"].number))
    let columns = Int(try #require(inspected["normalisation"]["columns"].number))
    let count = 6
    func header(_ magic: UInt8, _ sizes: [Int]) -> [UInt8] {
      [0, 0, 8, magic] + sizes.flatMap { [0, 0, UInt8($0 / 256), UInt8($0 % 256)] }
    }
    try FileManager.default.createDirectory(
      atPath: scratch.path(directory), withIntermediateDirectories: true)
    let pixels = (0..<count * rows * columns).map { UInt8(truncatingIfNeeded: $0 * 37) }
    try scratch.write(
      header(3, [count, rows, columns]) + pixels, "\(directory)/t10k-images-idx3-ubyte")
    try scratch.write(
      header(1, [count]) + [UInt8](repeating: 0, count: count),
      "\(directory)/t10k-labels-idx1-ubyte")
  }

  @Test("what a search has chosen is shown with the search")
  func search() throws {
    let outcome = try scratch.run(
      "cross-validate", "--data", "data", "--width", "4,8", "--folds", "2", "--epochs", "1",
      "--search", "search", "--train-best", "--out", "best.mlp", "--quiet")
    try #require(outcome.status == 0, "\(outcome.errors)")
    let report = try scratch.run("report", "best.mlp", "--data", "data", "--figures", "figures")
    #expect(report.status == 0)
    let page = try parsed("report.html")
    #expect(page.contains("over 2 folds") && page.contains("30-4-10") && page.contains("30-8-10"))
    #expect(!page.contains("records no search") && !page.contains("search.plan"))
    #expect(try scratch.names(in: "figures").contains("cross-validation.svg"))
  }

  @Test("what cannot be is refused, and leaves no file")
  func refused() throws {
    try #require(try scratch.train("--quiet").status == 0)
    let misuses = [
      ["report", "model.mlp", "--data", "data", "--out", "x/"],
      ["report", "model.mlp", "--data", "data", "--mistakes", "-1"],
      ["report", "model.mlp", "--data", "data", "--units", "9000"], ["report"],
    ]
    for arguments in misuses { #expect(try Tool.run(arguments, in: scratch).status == 2) }
    let golden = Fixtures.path("golden/digits-1.0.mlp")
    #expect(try scratch.run("report", golden, "--data", "data").status == 3)
    #expect(try scratch.run("report", "none.mlp", "--data", "data").status == 4)
    let barred = try scratch.run("report", "model.mlp", "--data", "data", "--out", "no/x.html")
    #expect(barred.status == 4)
    #expect(try scratch.names() == ["data", "model.mlp"])
  }

  @Test(
    "neither the model nor the data are replaced",
    arguments: ["model.mlp", "data/../model.mlp", "link.html", "data/t10k-images-idx3-ubyte"])
  func kept(out: String) throws {
    try #require(try scratch.train("--quiet").status == 0)
    try FileManager.default.createSymbolicLink(
      atPath: scratch.path("link.html"), withDestinationPath: "model.mlp")
    let before = try scratch.bytes(out)
    let outcome = try scratch.run("report", "model.mlp", "--data", "data", "--out", out)
    #expect(outcome.status == 2 && outcome.output.isEmpty)
    #expect(outcome.errors.contains("would be replaced"))
    #expect(try scratch.bytes(out) == before)
  }

  @Test("where no room is left, the old page stands and nothing else does")
  func full() throws {
    try #require(try scratch.train("--quiet").status == 0)
    try scratch.write([UInt8]("old".utf8), "report.html")
    let outcome = try Tool.shell(
      "ulimit -f 1; \"$mnistctl\" report model.mlp --data data", in: scratch)
    #expect(outcome.status == 4 && outcome.output.isEmpty)
    #expect(outcome.errors.contains("report.html"))
    #expect(try scratch.bytes("report.html") == [UInt8]("old".utf8))
    #expect(try scratch.names() == ["data", "model.mlp", "report.html"])
  }
}
