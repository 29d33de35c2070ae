import ArgumentParser

/// The daemon's command line.
@main
struct MnistD: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mnistd", abstract: "Serve small image classifiers over a Unix socket.")
}
