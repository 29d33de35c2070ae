import ArgumentParser

/// `mnistctl dataset`: the data sets themselves.
struct DatasetCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "dataset", abstract: "Look at data sets, or make one.",
    subcommands: [DatasetInfoCommand.self, DatasetSynthesizeCommand.self])
}
