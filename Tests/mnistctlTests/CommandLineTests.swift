import Testing

@Suite("Command line")
struct CommandLineTests {
  private let scratch: Scratch

  init() throws {
    scratch = try Scratch()
  }

  static let verbs = [
    [], ["demo"], ["train"], ["evaluate"], ["classify"], ["bench"], ["inspect"], ["verify"],
    ["diff"],
    ["reproduce"],
    ["dataset"], ["dataset", "fetch"], ["dataset", "info"], ["dataset", "synthesize"], ["version"],
    ["status"], ["models"], ["models", "list"], ["models", "publish"], ["models", "load"],
    ["models", "unload"], ["models", "pin"], ["models", "label"], ["models", "rollback"],
    ["reload"], ["stats"], ["doctor"], ["quantize"], ["export"], ["import"], ["compare"],
    ["report"],
  ]

  @Test("every verb explains itself", arguments: verbs)
  func help(verb: [String]) throws {
    let outcome = try Tool.run(verb + ["--help"], in: scratch)
    #expect(outcome.status == 0)
    #expect(outcome.errors.isEmpty)
    #expect(outcome.output.contains("USAGE: \((["mnistctl"] + verb).joined(separator: " "))"))
  }

  @Test("examples fit a line", arguments: verbs)
  func examples(verb: [String]) throws {
    if verb.isEmpty || [["dataset"], ["models"], ["version"]].contains(verb) { return }
    let help = try Tool.run(verb + ["--help"], in: scratch).lines
    let start = try #require(help.firstIndex(of: "Examples:"))
    let examples = help[(start + 1)...].prefix { !$0.hasPrefix("USAGE") }
    let command = (["mnistctl"] + verb).joined(separator: " ")
    #expect(examples.allSatisfy { $0.hasPrefix("  \(command)") && $0.count <= 80 })
  }

  @Test("without a verb the tool explains itself")
  func noVerb() throws {
    let outcome = try scratch.run()
    #expect(outcome.status == 0)
    #expect(outcome.output.contains("Exit codes: 0 done"))
  }

  @Test("the version names the tool, the format and the protocol")
  func version() throws {
    let flag = try scratch.run("--version")
    #expect(flag.status == 0)
    #expect(flag.output.hasPrefix("mnistctl ") && flag.output.contains("model-file format 1.1"))
    #expect(flag.output.contains("protocol 1.0"))
    #expect(flag.lines.count == 1)
    let verb = try scratch.run("version")
    #expect(verb.status == 0)
    #expect(verb.lines.first == flag.lines.first)
  }

  @Test("the version as JSON names the kernels too")
  func versionObject() throws {
    let json = try scratch.run("version", "--json").json
    #expect(
      json.shape
        == "{kernels:text kernelsAvailable:[text] modelFile:text protocol:text tool:text}")
    #expect(json["kernelsAvailable"].list.contains(json["kernels"]))
    #expect(json["kernelsAvailable"].list.contains(.text("scalar")))
  }

  @Test(
    "an unknown verb or flag names the nearest one",
    arguments: [
      (["trian"], "did you mean 'mnistctl train'?"),
      (["inspekt", "x.mlp"], "did you mean 'mnistctl inspect'?"),
      (["dataset", "synthesise"], "did you mean 'mnistctl dataset synthesize'?"),
      (["help", "trian"], "did you mean 'mnistctl train'?"),
      (["models", "publsh"], "did you mean 'mnistctl models publish'?"),
      (["models", "list", "--sokket", "x"], "did you mean '--socket'?"),
      (["xyzzy"], "the verbs of mnistctl are demo, train"),
      (["train", "--epoch", "3"], "did you mean '--epochs'?"),
      (["train", "--lerning-rate", "1"], "did you mean '--learning-rate'?"),
      (["evaluate", "x.mlp", "--dta", "d"], "did you mean '--data'?"),
    ])
  func nearest(arguments: [String], advice: String) throws {
    let outcome = try Tool.run(arguments, in: scratch)
    #expect(outcome.status == 2)
    #expect(outcome.output.isEmpty)
    #expect(outcome.errors.contains(advice), "\(outcome.errors)")
  }

  static let misuses = [
    ["train", "--epochs", "many"], ["train", "--epochs", "0"], ["train", "--hidden", "128,"],
    ["train", "--hidden", "0"], ["train", "--hidden", "1,2,3,4,5,6,7,8,9"],
    ["train", "--batch", "0"], ["train", "--learning-rate", "nan"],
    ["train", "--optimizer", "adma"], ["train", "--momentum", "0.9"],
    ["train", "--optimizer", "sgd", "--beta1", "0.5"], ["train", "--step-epochs", "3"],
    ["train", "--optimizer", "sgd", "--nesterov"], ["train", "--cosine-floor", "0.1"],
    ["train", "--validation", "1"], ["train", "--classes", "0"], ["train", "--classes", "257"],
    ["train", "--self-test-samples", "65"], ["train", "--threads", "0"],
    ["train", "--normalise", "0"], ["train", "--normalise", "0,0"], ["train", "--seed", "-1"],
    ["train", "surplus"], ["evaluate"], ["evaluate", "x.mlp", "--top-k", "0"],
    ["evaluate", "x.mlp", "--mistakes", "-1"],
    ["classify", "--local", "m", "--model", "n", "x.idx"],
    ["classify", "--local", "x.mlp"], ["inspect", "x.mlp", "--weights", "9000"],
    ["verify", "x.mlp", "--level", "6"], ["diff", "a.mlp"], ["dataset", "info"],
    ["dataset", "synthesize", "--count", "0", "--out", "d"], ["dataset", "synthesize"],
    ["status", "--socket", ""], ["reload", "--control-socket", ""], ["reload", "--timeout", "0"],
    ["models", "load"], ["models", "publish"], ["models", "publish", "x.mlp", "--models", ""],
    ["models", "publish", "x.mlp", "--timeout", "0"], ["doctor", "--state", ""],
  ]

  @Test("a command line that makes no sense is refused in one line", arguments: misuses)
  func misuse(arguments: [String]) throws {
    let outcome = try Tool.run(arguments, in: scratch)
    #expect(outcome.status == 2)
    #expect(outcome.output.isEmpty)
    #expect(outcome.errors.hasPrefix("error: "))
    #expect(outcome.errors.split(separator: "\n").count == 1, "\(outcome.errors)")
    #expect(!outcome.errors.contains("CommandFailure"), "\(outcome.errors)")
    let names = try scratch.names()
    #expect(names.isEmpty)
  }

  @Test("the same as JSON is an error object", arguments: misuses)
  func misuseObject(arguments: [String]) throws {
    let outcome = try Tool.run(arguments + ["--json"], in: scratch)
    #expect(outcome.status == 2)
    #expect(outcome.output.isEmpty)
    let error = try outcome.error
    #expect(error.keys == ["code", "expected", "found", "message", "offset", "path"])
    #expect(error["message"].text?.isEmpty == false)
  }

  @Test(
    "a file that is not there is the environment's fault",
    arguments: [
      ["inspect", "no.mlp"], ["verify", "no.mlp"], ["evaluate", "no.mlp", "--data", "no"],
      ["diff", "no.mlp", "no.mlp"], ["reproduce", "no.mlp"], ["dataset", "info", "no"],
      ["train", "--data", "no"], ["demo", "--data", "no"], ["classify", "--local", "no.mlp", "-"],
    ])
  func missing(arguments: [String]) throws {
    let outcome = try Tool.run(arguments, in: scratch)
    #expect(outcome.status == 4)
    #expect(outcome.output.isEmpty || arguments[0] == "demo")
    #expect(outcome.errors.hasPrefix("error: cannot open no"), "\(outcome.errors)")
    if arguments[1] == "no.mlp" { #expect(outcome.errors.hasSuffix("; is the path right?\n")) }
    let error = try Tool.run(arguments + ["--json"], in: scratch).error
    #expect(error["code"] == .text("notFound"))
    #expect(error["path"].text?.hasPrefix("no") == true)
    #expect(error["offset"] == .null)
  }

  @Test("without any data set the tool says where one comes from")
  func noData() throws {
    let outcome = try scratch.run("train")
    #expect(outcome.status == 4)
    #expect(outcome.errors.contains("--data") && outcome.errors.contains("MNIST_DIR"))
    #expect(outcome.errors.contains("mnistctl dataset fetch"))
    #expect(outcome.errors.contains("mnistctl dataset synthesize"))
  }

  @Test("MNIST_DIR names the data set where --data does not")
  func environmentData() throws {
    try TinyData.write(to: scratch)
    let directory = scratch.path("data")
    let plan = try scratch.run(
      "train", "--dry-run", "--json", environment: ["MNIST_DIR": directory])
    #expect(try plan.json["trainingImages"] == .number(200))
    let missing = try scratch.run("train", environment: ["MNIST_DIR": scratch.path("no")])
    #expect(missing.status == 4)
    #expect(missing.errors.contains(scratch.path("no")))
  }
}
