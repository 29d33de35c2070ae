import ArgumentParser
import ModelExchange
import ModelFile
import Presentation
import SystemPackage
import Workflow

/// `mnistctl export`: a model in a format of other software.
struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Write a model in a format of other software.",
    discussion: """
      Every export carries normalisation, labels and the digest of the tensors, and the same model \
      gives the same bytes. formats/exchange.md says what is in each format and how to run it:
        onnx         raw pixels in; logits, probabilities and label out
        safetensors  tensors for PyTorch, JAX and others
        npz          arrays for NumPy
        c            one C99 header, no library
        json         readable by everything, with a schema
        gguf         tensors for GGML's tools

      Examples:
        mnistctl export model.mlp --to onnx
        mnistctl export model.mlp --to c --name digits --out digits.h
        mnistctl export model.mlp --to npz --deflate --json
      """)

  @Argument(help: ArgumentHelp("Model file.", valueName: "model"))
  var model: String

  @Option(
    help: ArgumentHelp(
      "Format: \(ExchangeFormat.allCases.map(\.rawValue).joined(separator: ", ")).",
      valueName: "format"))
  var to: ExchangeFormat

  @Option(
    help: ArgumentHelp(
      "File to write. (default: the model's name with the format's extension, beside it)",
      valueName: "path"))
  var out: String?

  @Flag(help: "Compress the arrays; npz only.")
  var deflate = false

  @Option(
    help: ArgumentHelp(
      "What the identifiers start with; c only. (default: mnistkit)", valueName: "identifier"))
  var name: String?

  @Flag(help: "Make the file, but do not write it.")
  var dryRun = false

  @OptionGroup var output: OutputOptions

  func run() throws {
    let path = try FilePath(typed: model, for: "<model>")
    let options = try options()
    let target =
      try out.map { try FilePath(typedOutput: $0, for: "--out") }
      ?? path.sibling(replacingExtensionWith: to.fileExtension)
    try OutputPath.check(target, isNot: path)
    let stored = try ModelStore.load(path)
    let bytes = try ModelConversion.export(stored, as: to, options: options)
    if !dryRun { try ModelConversion.write(bytes, to: target) }
    if output.json {
      Console.print(
        JSONLine.encode(
          Report(
            path: target.string, written: !dryRun, format: to.rawValue, bytes: bytes.count,
            sha256: "\(ContentDigest(of: bytes))",
            tensorsSHA256: "\(stored.file.tensorsDigest)")))
    } else if !output.quiet {
      Console.print(
        "\(dryRun ? "would write" : "wrote") \(TerminalText.escaped(target.string)), "
          + "\(NumberText.grouped(bytes.count)) bytes of \(to.rawValue)")
    }
  }

  private func options() throws -> ExportOptions {
    if deflate, to != .npz {
      throw CommandFailure.usage("--deflate is for npz", expected: "--to npz", found: to.rawValue)
    }
    var options = ExportOptions(generator: Generator.name, deflates: deflate)
    guard let name else { return options }
    guard to == .c else {
      throw CommandFailure.usage("--name is for c", expected: "--to c", found: to.rawValue)
    }
    guard let identifier = CIdentifier(name) else {
      throw CommandFailure.usage(
        "--name must be an identifier of C, found '\(name)'",
        expected: CIdentifier.rule, found: name)
    }
    options.identifier = identifier
    return options
  }

  /// The object that `--json` prints.
  private struct Report: Encodable {
    let path: String
    let written: Bool
    let format: String
    let bytes: Int
    let sha256: String
    let tensorsSHA256: String
  }
}
