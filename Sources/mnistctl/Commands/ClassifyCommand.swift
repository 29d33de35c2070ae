import ArgumentParser
import ImageInput
import LinearAlgebra
import ModelFile
import Posix
import SystemPackage
import WireProtocol
import Workflow

/// `mnistctl classify`: what a model sees in images.
struct ClassifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "classify",
    abstract: "Say what digits images show, one line for each image.",
    discussion: """
      A running mnistd classifies, or with --local this process with the model of a file; the \
      results are the same bytes. Without --model it is the daemon's default model.

      Inputs are IDX images (.gz or plain), PNG and PGM pictures, told apart by their content; '-' \
      is standard input. IDX images are taken as they are. A picture holds one digit and may have \
      any size: it is brought to MNIST's convention, 28 x 28 pixels with light ink on dark paper, \
      the digit scaled and centred.

      A line is INPUT[INDEX] LABEL PROBABILITY, in the order of the images; with --top-k the next \
      best labels follow on it. Lines are written as images come, so a fault later in an input \
      comes after the lines of the images before it; it ends the command.

      Examples:
        mnistctl classify digit.png
        mnistctl classify --model digits:stable t10k-images-idx3-ubyte.gz
        mnistctl classify --local model.mlp --top-k 3 t10k-images-idx3-ubyte.gz
        mnistctl classify --csv *.pgm
        mnistctl classify --json - <images.idx.gz
      """)

  @Argument(help: ArgumentHelp("Files of images, or - for standard input.", valueName: "input"))
  var inputs: [String]

  @Option(
    help: ArgumentHelp(
      "Model of the daemon: NAME, NAME@VERSION, NAME:LABEL or NAME#DIGEST.", valueName: "model"))
  var model: String?

  @OptionGroup var socket: DataSocketOptions

  @Option(
    help: ArgumentHelp("Model file to classify with, in this process.", valueName: "file"))
  var local: String?

  @Option(
    parsing: .unconditional,
    help: "Tell the k most probable labels of each image, best first, 1-256.")
  var topK: Int?

  @Flag(help: "Print comma-separated values under a header.")
  var csv = false

  @Option(help: "Ink of the pictures: dark or light. (default: found out for each picture)")
  var ink: InkName?

  @Flag(help: "Bring every picture to the convention, also one that seems to follow it already.")
  var normalise = false

  @Flag(help: "Take pictures of 28 x 28 pixels as they are, and refuse others.")
  var asIs = false

  @OptionGroup var compute: ComputeOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    try CommandFailure.require("--top-k", topK, in: 1...256)
    let (inputs, normaliser, form) = (try typedInputs(), try normaliser(), try form())
    let interruption = Interruption()
    var run: Workflow.Classification
    do {
      run = try classification(inputs, normaliser)
    } catch  where Interruption.isRequested {
      throw CommandFailure.interrupted("interrupted before the first image")
    }
    let labels = run.face.labels
    let text = ClassificationText(
      form: form, labels: labels, topK: topK.map { min($0, labels.count) })
    let display = ClassificationDisplay(output: output, inputs: inputs.count)
    defer { display.erase() }
    try print(&run, text, display)
    let isInterrupted = Interruption.isRequested
    interruption.end()
    display.erase()
    if isInterrupted {
      throw CommandFailure.interrupted("interrupted after \(display.imageCount) images")
    }
  }

  /// Prints what comes until nothing comes any more, or until nobody reads it any more.
  private func print(
    _ run: inout Workflow.Classification, _ text: ClassificationText,
    _ display: ClassificationDisplay
  ) throws {
    do {
      if let header = text.header { try Terminal.write(header + "\n", to: .standardOutput) }
      while let images = try run.next() {
        try Terminal.write(text.lines(images), to: .standardOutput)
        display.show(images)
      }
    } catch let error as PosixError where error.kind == .brokenPipe {
      // The reader has seen enough (`| head`): there is nothing left to do.
    }
  }

  /// The run, by the daemon or in this process.
  private func classification(
    _ inputs: [ClassificationInput], _ normaliser: DigitNormaliser
  ) throws -> Workflow.Classification {
    let goesOn: @Sendable () -> Bool = { !Interruption.isRequested }
    guard let local else {
      guard compute.threads == nil else {
        throw CommandFailure.usage("without effect: --threads needs --local")
      }
      return try Workflow.Classification(
        server: try socket.path(),
        model: try model.map { try ModelReference(typed: $0, for: "--model") }, inputs: inputs,
        normaliser: normaliser, topK: topK ?? 1, while: goesOn)
    }
    guard model == nil, socket.socket == nil else {
      throw CommandFailure.usage(
        "--local classifies in this process, so \(model == nil ? "--socket" : "--model") cannot be "
          + "with it", expected: "one of them", found: "both")
    }
    let path = try FilePath(typed: local, for: "--local")
    let kernels = try ComputeOptions.kernels()
    return try Workflow.Classification(
      try ModelStore.load(path), inputs: inputs, normaliser: normaliser, topK: topK ?? 1,
      pool: try compute.pool(), kernels: kernels, while: goesOn)
  }

  private func typedInputs() throws -> [ClassificationInput] {
    guard inputs.count(where: { $0 == "-" }) <= 1 else {
      throw CommandFailure.usage(
        "standard input can be read only once", expected: "one -", found: "several")
    }
    return try inputs.map {
      $0 == "-" ? .standardInput : .file(try FilePath(typed: $0, for: "<input>"))
    }
  }

  private func normaliser() throws -> DigitNormaliser {
    if asIs, normalise || ink != nil {
      throw CommandFailure.usage(
        "--as-is changes no picture, so \(normalise ? "--normalise" : "--ink") cannot be with it",
        expected: "one of them", found: "both")
    }
    return DigitNormaliser(
      treatment: asIs ? .keep : normalise ? .normalise : .automatic, polarity: ink?.polarity)
  }

  private func form() throws -> ClassificationText.Form {
    guard !(csv && output.json) else {
      throw CommandFailure.usage(
        "--csv and --json cannot be together", expected: "one of them", found: "both")
    }
    return csv ? .csv : output.json ? .json : .plain
  }
}
