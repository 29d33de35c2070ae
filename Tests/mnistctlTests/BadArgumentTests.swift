import Testing

@Suite("Bad arguments")
struct BadArgumentTests {
  private let scratch: Scratch

  init() throws {
    scratch = try Scratch()
    try TinyData.write(to: scratch)
  }

  /// What the error object says besides its message.
  struct Case: CustomTestStringConvertible, Sendable {
    let arguments: [String]
    let expected: String
    let found: String

    init(_ arguments: String, expected: String, found: String) {
      self.arguments = arguments.split(separator: " ").map(String.init)
      self.expected = expected
      self.found = found
    }

    var testDescription: String { arguments.joined(separator: " ") }
  }

  static let outOfRange = [
    Case("train --threads 0", expected: "in 1...1024", found: "0"),
    Case("train --threads -1", expected: "in 1...1024", found: "-1"),
    Case("train --classes -1", expected: "in 1...256", found: "-1"),
    Case("train --self-test-samples 65", expected: "in 0...64", found: "65"),
    Case("train --epochs 0", expected: "in 1...100000", found: "0"),
    Case("train --epochs many", expected: "a number", found: "many"),
    Case(
      "train --epochs 1.5", expected: "a whole number in \(Int.min)...\(Int.max)", found: "1.5"),
    Case("train --seed -1", expected: "a whole number in 0...\(UInt64.max)", found: "-1"),
    Case("train --learning-rate nan", expected: "above 0 and finite", found: "nan"),
    Case("train --learning-rate 1e400", expected: "above 0 and finite", found: "inf"),
    Case("train --weight-decay -0.5", expected: "at least 0 and finite", found: "-0.5"),
    Case(
      "train --hidden 128,", expected: "whole numbers with commas between, as 128,64",
      found: "128,"),
    Case(
      "train --normalise 0,nan",
      expected: "a mean and a deviation above 0 with a comma between, as 0.1307,0.3081",
      found: "0,nan"),
    Case(
      "train --optimizer adma", expected: "one of 'sgd', 'adam' or 'adamw'", found: "adma"),
    Case("verify x.mlp --level -1", expected: "in 0...5", found: "-1"),
    Case("evaluate x.mlp --top-k 257", expected: "in 1...256", found: "257"),
    Case("classify --local x.mlp --top-k 0 -", expected: "in 1...256", found: "0"),
    Case("classify --local x.mlp --ink red -", expected: "one of 'dark' and 'light'", found: "red"),
    Case("evaluate x.mlp --mistakes -1", expected: "in 0...1000", found: "-1"),
    Case("report x.mlp --mistakes -1", expected: "in 0...1000", found: "-1"),
    Case("report x.mlp --units 8193", expected: "in 0...8192", found: "8193"),
    Case("inspect x.mlp --weights -3", expected: "in 0...8192", found: "-3"),
    Case("dataset info data --draw -1", expected: "in 0...1000", found: "-1"),
    Case("dataset synthesize --out d --count -5", expected: "in 1...1000000", found: "-5"),
    Case("dataset synthesize --out d --test-count -1", expected: "in 0...1000000", found: "-1"),
    Case(
      "dataset synthesize --out d --count 99999999999999999999",
      expected: "a whole number in \(Int.min)...\(Int.max)", found: "99999999999999999999"),
    Case("demo --epochs -1", expected: "in 1...100000", found: "-1"),
    Case(
      "dataset fetch minst", expected: "one of mnist, fashion-mnist; did you mean 'mnist'?",
      found: "minst"),
  ]

  @Test("a value that is refused is named, with what was expected", arguments: outOfRange)
  func range(testCase: Case) throws {
    let outcome = try Tool.run(testCase.arguments + ["--json"], in: scratch)
    #expect(outcome.status == 2)
    let error = try outcome.error
    #expect(error["expected"] == .text(testCase.expected))
    #expect(error["found"] == .text(testCase.found))
    // The line for people tells the same.
    let line = try Tool.run(testCase.arguments, in: scratch)
    #expect(line.status == 2 && line.errors.contains(testCase.found))
    #expect(line.errors.contains(testCase.expected), "\(line.errors)")
    #expect(try scratch.names() == ["data"])
  }

  static let emptyPaths = [
    ["inspect", ""], ["verify", ""], ["evaluate", "", "--data", "data"], ["reproduce", ""],
    ["classify", "--local", "", "-"], ["classify", "--local", "x.mlp", ""],
    ["diff", "", "x.mlp"], ["diff", "x.mlp", ""], ["dataset", "info", ""],
    ["dataset", "info", "data", ""], ["dataset", "synthesize", "--out", ""],
    ["dataset", "fetch", "--into", "", "--dry-run"], ["train", "--data", ""],
    ["train", "--data", "data", "--out", ""], ["train", "--data", "data", "--checkpoint", ""],
    ["demo", "--data", ""], ["demo", "--data", "data", "--out", ""],
  ]

  @Test("an empty path is wrong usage in every verb", arguments: emptyPaths)
  func emptyPath(arguments: [String]) throws {
    let outcome = try Tool.run(arguments, in: scratch)
    #expect(outcome.status == 2)
    #expect(outcome.errors.hasPrefix("error: path is empty: "), "\(outcome.errors)")
    let error = try Tool.run(arguments + ["--json"], in: scratch).error
    #expect(error["code"] == .text("usage") && error["found"] == .text(""))
    #expect(error["expected"] == .text("the path of a file or directory"))
    #expect(try scratch.names() == ["data"])
  }

  @Test("a path that can only be a directory is no place for a model")
  func trailingSlash() throws {
    for arguments in [["--out", "model/"], ["--checkpoint", "data/"], ["--out", "/"]] {
      let outcome = try Tool.run(["train", "--data", "data"] + arguments, in: scratch)
      #expect(outcome.status == 2)
      #expect(outcome.errors.contains("which can only be a directory"))
    }
    #expect(try scratch.names() == ["data"])
  }

  static let readers = [
    ["inspect"], ["verify"], ["evaluate", "--data", "data"], ["reproduce", "--data", "data"],
    ["diff", "x.mlp"], ["dataset", "info"], ["classify", "--local", "x.mlp"],
  ]

  @Test("what is no regular file is neither read nor waited for", arguments: readers)
  func irregularFiles(reader: [String]) throws {
    #expect(try scratch.train("--out", "x.mlp", "--quiet").status == 0)
    #expect(try Tool.shell("mkfifo pipe; mkdir folder", in: scratch).status == 0)
    for (path, kind) in [
      ("pipe", "a named pipe"), ("/dev/zero", "a character device"), ("folder", "a directory"),
    ] where !(reader == ["dataset", "info"] && path == "folder") {
      let outcome = try Tool.run(reader + [path, "--json"], in: scratch)
      #expect(outcome.status == 4)
      let error = try outcome.error
      #expect(error["expected"] == .text("a regular file") && error["found"] == .text(kind))
      #expect(error["path"] == .text(path))
    }
  }

  @Test("who gives classify a named pipe or a device by name is told of standard input")
  func streams() throws {
    #expect(try scratch.train("--out", "x.mlp", "--quiet").status == 0)
    #expect(try Tool.shell("mkfifo pipe; mkdir folder", in: scratch).status == 0)
    for (path, isHelped) in [("pipe", true), ("/dev/zero", true), ("folder", false)] {
      let outcome = try scratch.run("classify", "--local", "x.mlp", path)
      #expect(outcome.status == 4)
      #expect(outcome.errors.contains("standard input") == isHelped, "\(outcome.errors)")
    }
  }

  @Test("a named pipe in place of a data file or of the model is refused")
  func pipes() throws {
    let made = try Tool.shell(
      "mkfifo pipe; mkdir pipes; for part in images-idx3 labels-idx1; do "
        + "mkfifo pipes/train-$part-ubyte; done", in: scratch)
    #expect(made.status == 0)
    for arguments in [["--data", "pipes"], ["--data", "data", "--out", "pipe"]] {
      let outcome = try Tool.run(["train"] + arguments, in: scratch)
      #expect(outcome.status == 4)
      #expect(outcome.errors.contains("expected a regular file, found a named pipe"))
    }
  }

  @Test(
    "a file of the data set is not replaced by a model or a checkpoint, under any name",
    arguments: ["--out", "--checkpoint"],
    ["data/train-images-idx3-ubyte", "./data/../data/t10k-labels-idx1-ubyte", "link", "hard"])
  func dataFile(option: String, path: String) throws {
    let links = try Tool.shell(
      "ln -s data/train-labels-idx1-ubyte link; ln data/t10k-images-idx3-ubyte hard", in: scratch)
    #expect(links.status == 0)
    let parts = ["train-images-idx3", "train-labels-idx1", "t10k-images-idx3", "t10k-labels-idx1"]
    let before = try parts.map { try scratch.bytes("data/\($0)-ubyte") }
    let outcome = try scratch.train(option, path, "--json")
    #expect(outcome.status == 2)
    let error = try outcome.error
    #expect(error["code"] == .text("sameFile") && error["found"] == .text(path))
    #expect(try parts.map { try scratch.bytes("data/\($0)-ubyte") } == before)
    #expect(try scratch.names() == ["data", "hard", "link"])
  }

  /// As everywhere on Unix, so that an alias's option can be overridden.
  @Test("of an option that is given twice the last one counts")
  func twice() throws {
    let plan = try scratch.train("--epochs", "7", "--seed", "3", "--dry-run", "--json")
    #expect(try plan.json["epochs"] == .number(7))
  }
}
