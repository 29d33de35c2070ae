import ArgumentParser
import Posix
import Presentation
import ServingClient
import SystemPackage
import WireProtocol
import Workflow

/// `mnistctl models publish`: a model file goes where a daemon finds it.
struct ModelsPublishCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "publish",
    abstract: "Verify a model file and put it into the directory of mnistd.",
    discussion: """
      Levels 0-4 are verified on this CPU first: a file that fails levels 0-3 exits 3, one that \
      fails its self-test 1. The file takes its name in one step and is on the storage device, and \
      its group may read it. A file with a version is never replaced by other bytes without --force \
      (exit 1); NAME.mlp is there to be replaced. The same bytes again are no change and no error.

      With --wait, mnistd is told to load the file where the control socket may be used, else the \
      data socket is watched; the command ends when these very bytes serve (exit 0) or are refused \
      (exit 1). It tells where the name alone serves another model, because of a pin, a rollback or \
      a later version, and where a second name has ended a default that was not named.

      Examples:
        mnistctl models publish digits.mlp
        mnistctl models publish model.mlp --as digits@2 --wait
        mnistctl models publish model.mlp --as digits --models dir --dry-run
      """)

  @Argument(help: ArgumentHelp("Model file.", valueName: "file"))
  var file: String

  @Option(
    name: .customLong("as"),
    help: ArgumentHelp(
      "Name to publish it under, NAME or NAME@VERSION. (default: the file's name)",
      valueName: "name"))
  var reference: String?

  @Option(
    help: ArgumentHelp(
      "Directory that mnistd watches. (default: $MNISTD_MODELS, else /var/lib/mnist/models)",
      valueName: "dir"))
  var models: String?

  @Flag(help: "Wait until mnistd serves it, or refuses it.")
  var wait = false

  @Flag(help: "Replace a version that has other bytes.")
  var force = false

  @Flag(help: "Verify, say what would be done, and write nothing.")
  var dryRun = false

  @OptionGroup var data: DataSocketOptions
  @OptionGroup var control: ControlSocketOptions
  @OptionGroup var time: TimeoutOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    let path = try FilePath(typed: file, for: "<file>")
    let reference = try reference.map {
      try ModelArgument.reference($0, .nameOrVersion, for: "--as")
    }
    let patience = try time.duration()
    let publication = try ModelPublication(
      path, as: reference, in: ModelDirectory.path(typed: models), isForced: force,
      kernels: ComputeOptions.kernels())
    if dryRun {
      try publication.checkWritable()
      return report(publication, served: nil)
    }
    guard wait else {
      try publication.run()
      return report(publication, served: nil)
    }
    var arrival = try ModelArrival.begin(
      of: publication, dataSocket: data.path(), controlSocket: control.path(),
      as: SocketArgument.clientName, atMost: patience)
    try publication.run()
    report(publication, served: try arrival.wait())
  }

  private func report(_ publication: ModelPublication, served: ArrivedModel?) {
    if let warning = served?.warning { output.note("warning: \(warning)") }
    if output.json {
      return Console.print(
        JSONLine.encode(PublicationReport(publication, isDryRun: dryRun, served: served)))
    }
    if output.quiet { return }
    let (target, name) = (publication.target.string, "\(publication.reference)")
    let deed =
      switch publication.change {
      case .added: dryRun ? "would publish" : "published"
      case .replaced: dryRun ? "would replace" : "replaced"
      case .unchanged: "nothing to do for"
      }
    Console.print(
      TerminalText.escaped(
        "\(deed) \(name) as \(target)  \(ByteCountText.text(publication.byteCount))  "
          + "SHA-256 \(publication.digest)"))
    guard let served else { return }
    let generation = "generation \(served.record.generation)"
    Console.print(
      served.detour.map { "loaded as \(generation); \(MessageText.escaped($0))" }
        ?? "serving as \(generation)")
  }
}

/// The object that `models publish --json` prints.
private struct PublicationReport: Encodable {
  let name: String
  let version: OrNull<String>
  let path: String
  let sha256: String
  let fileBytes: Int
  let change: String
  let dryRun: Bool
  let generation: OrNull<UInt32>
  let current: OrNull<Bool>
  let endedDefault: OrNull<String>

  init(_ publication: ModelPublication, isDryRun: Bool, served: ArrivedModel?) {
    name = publication.reference.name
    if case .version(let text) = publication.reference.selector {
      version = OrNull(text)
    } else {
      version = OrNull(nil)
    }
    path = publication.target.string
    sha256 = "\(publication.digest)"
    fileBytes = publication.byteCount
    change = publication.change.rawValue
    dryRun = isDryRun
    generation = OrNull(served?.record.generation)
    current = OrNull(served?.isCurrent)
    endedDefault = OrNull(served?.endedDefault)
  }
}
