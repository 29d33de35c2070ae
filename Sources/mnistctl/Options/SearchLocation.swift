import ArgumentParser
import SystemPackage
import Workflow

/// Where a search is kept.
struct SearchLocation: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Directory of the search: its plan, and a file for each finished training.",
      valueName: "dir"))
  var search = "cross-validation"

  /// The directory.
  func directory() throws -> SearchDirectory {
    SearchDirectory(try FilePath(typed: search, for: "--search"))
  }
}
