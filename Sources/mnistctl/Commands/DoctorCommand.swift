import ArgumentParser
import Posix
import Presentation
import SystemPackage
import Workflow

/// `mnistctl doctor`: why mnistd cannot be used, and what helps.
struct DoctorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Look for what keeps mnistd from serving, and tell the cure.",
    discussion: """
      Looks at both sockets and who may use them, the daemon and its limits, each model and why it \
      was refused, and the directories of models and of state. A fault has one line of cause and \
      one of cure. Exits 0 where all is well and 1 where there is a fault; what may be meant so, \
      such as a control socket that is not for this user, is a note and no fault.

      Examples:
        mnistctl doctor
        mnistctl doctor --models dir --socket data.sock --json
      """)

  @Option(
    help: ArgumentHelp(
      """
      Directory that mnistd watches. (default: $MNISTD_MODELS, else /var/lib/mnist/models where it \
      is there)
      """, valueName: "dir"))
  var models: String?

  @Option(
    help: ArgumentHelp(
      """
      Directory where mnistd keeps pins, labels and unloads. (default: $MNISTD_STATE, else \
      /var/lib/mnistd where it is there)
      """, valueName: "dir"))
  var state: String?

  @OptionGroup var data: DataSocketOptions
  @OptionGroup var control: ControlSocketOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    var examination = ServiceExamination(
      dataSocket: try data.path(), controlSocket: try control.path(),
      clientName: SocketArgument.clientName)
    examination.modelDirectory =
      try ModelDirectory.named(typed: models) ?? Self.ifThere(ModelDirectory.installed)
    examination.stateDirectory = try stateDirectory()
    let findings = examination.run()
    let faults = findings.count { $0.verdict == .fault }
    if output.json {
      Console.print(JSONLine.encode(DoctorReport(findings)))
    } else {
      for finding in findings where finding.verdict == .fault || !output.quiet {
        Console.print(lines: lines(finding))
      }
      if !output.quiet {
        Console.print(faults == 0 ? "all is well" : "\(faults) \(faults == 1 ? "fault" : "faults")")
      }
    }
    if faults > 0 { throw ExitStatus.checkFailed }
  }

  private func stateDirectory() throws -> FilePath? {
    if let state { return try FilePath(typed: state, for: "--state") }
    if let named = Environment.value("MNISTD_STATE"), !named.isEmpty { return FilePath(named) }
    return Self.ifThere("/var/lib/mnistd")
  }

  /// The path where a directory stands there; one that cannot be asked for is not this user's.
  private static func ifThere(_ path: FilePath) -> FilePath? {
    (try? Directory.exists(path)) == true ? path : nil
  }

  private func lines(_ finding: Finding) -> [String] {
    let style = Console.style
    let verdict =
      switch finding.verdict {
      case .ok: style.emphasised("ok   ", .green)
      case .note: style.emphasised("note ", .bold)
      case .fault: style.emphasised("fault", .red)
      }
    return ["\(verdict)  \(MessageText.escaped(finding.cause))"]
      + (finding.cure.map { ["       cure: \(MessageText.escaped($0))"] } ?? [])
  }
}

/// The object that `doctor --json` prints.
private struct DoctorReport: Encodable {
  struct Entry: Encodable {
    let subject: String
    let verdict: String
    let cause: String
    let cure: OrNull<String>
  }

  let ok: Bool
  let findings: [Entry]

  init(_ findings: [Finding]) {
    ok = !findings.contains { $0.verdict == .fault }
    self.findings = findings.map {
      Entry(
        subject: $0.subject.rawValue, verdict: $0.verdict.rawValue, cause: $0.cause,
        cure: OrNull($0.cure))
    }
  }
}
