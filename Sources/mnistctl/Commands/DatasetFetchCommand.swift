import ArgumentParser
import Posix
import Presentation
import SystemPackage
import Workflow

/// `mnistctl dataset fetch`: brings a published data set here.
struct DatasetFetchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fetch",
    abstract: "Download MNIST or Fashion-MNIST, and check every byte.",
    discussion: """
      The four files go to a directory of their own in the cache ($XDG_CACHE_HOME/mnistkit, else \
      ~/.cache/mnistkit). MNIST is found there by every command that reads data; for Fashion-MNIST \
      say --data DIR. A file that is there and right is not fetched again, and a download that \
      broke off goes on from where it was.

      The transfers are done by curl, so its settings hold: https_proxy and the other variables of \
      its manual, and ~/.curlrc.

      Examples:
        mnistctl dataset fetch
        mnistctl dataset fetch fashion-mnist --into fashion
        mnistctl dataset fetch --print-urls | xargs -n 1 curl -O
      """)

  @Argument(
    help: "The data set.", completion: .list(PublishedDataset.all.map(\.name)),
    transform: DatasetFetchCommand.dataset)
  var dataset = PublishedDataset.mnist

  @Option(
    help: ArgumentHelp(
      "Directory of the four files. (default: the data set's own in the cache)", valueName: "dir"))
  var into: String?

  @Option(
    help: ArgumentHelp(
      "Address that the files' names are appended to, in place of the known mirrors; several are "
        + "tried in their order.", valueName: "url"))
  var mirror: [String] = []

  @Flag(help: "Print the addresses of the four files, and stop there.")
  var printUrls = false

  @Flag(help: "Replace files that are there and not right.")
  var force = false

  @Flag(help: "Say what would be fetched, and stop there.")
  var dryRun = false

  @OptionGroup var output: OutputOptions

  private static func dataset(named name: String) throws -> PublishedDataset {
    if let dataset = PublishedDataset(named: name) { return dataset }
    let names = PublishedDataset.all.map(\.name)
    let advice = VerbCheck.nearest(to: name, among: names).map { "; did you mean '\($0)'?" } ?? ""
    throw CommandFailure.usage("expected one of \(names.joined(separator: ", "))\(advice)")
  }

  func run() throws {
    let fetch = try DatasetFetch(
      dataset, into: into.map { try FilePath(typed: $0, for: "--into") }, mirrors: mirror,
      replacing: force)
    if printUrls {
      if output.json {
        Console.print(JSONLine.encode(FetchURLs(dataset: dataset.name, urls: fetch.urls)))
      } else {
        Console.print(lines: fetch.urls.map(TerminalText.escaped))
      }
      return
    }
    let files = try dryRun ? fetch.plan() : fetched(fetch)
    if output.json {
      Console.print(JSONLine.encode(FetchReport(fetch, files: files)))
      return
    }
    if dryRun {
      for file in files {
        output.note(
          file.state == .present
            ? "\(file.file.name) is there"
            : "\(file.file.name) would be fetched from \(fetch.mirrors[0])")
      }
    }
    for file in files { Console.print(TerminalText.escaped(file.path.string)) }
  }

  private func fetched(_ fetch: DatasetFetch) throws -> [FetchedFile] {
    let display = FetchDisplay(output: output)
    let interruption = Interruption()
    let outcome = Result { () throws(WorkflowError) in
      try fetch.run(while: { !Interruption.isRequested }, report: display.show)
    }
    interruption.end()
    display.erase()
    if case .failure(let error) = outcome, error.code == "interrupted" {
      throw CommandFailure(
        status: .interrupted, code: error.code, message: "\(error)", path: error.path)
    }
    return try outcome.get()
  }
}
