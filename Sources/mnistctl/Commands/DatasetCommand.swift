import ArgumentParser

/// `mnistctl dataset`: the data sets themselves.
struct DatasetCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "dataset", abstract: "Get data sets, look at them, or make one.",
    subcommands: [
      DatasetFetchCommand.self, DatasetInfoCommand.self, DatasetSynthesizeCommand.self,
    ])
}
