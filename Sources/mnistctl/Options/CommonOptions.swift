import ArgumentParser
import LinearAlgebra
import Posix
import Presentation
import SystemPackage
import Workflow

/// How a command prints.
struct OutputOptions: ParsableArguments {
  @Flag(help: "Print results as JSON, one object a line.")
  var json = false

  @Flag(name: .shortAndLong, help: "Print results and errors only, no progress and no notes.")
  var quiet = false

  /// Refuses a drawing where results go to a program.
  func refusePlot(_ plot: Bool) throws {
    guard plot && json else { return }
    throw CommandFailure.usage(
      "without effect: --plot draws for people, --json prints for programs",
      expected: "one of --plot and --json", found: "both")
  }

  /// Tells the user something that is no result.
  func note(_ text: @autoclosure () -> String) {
    if !quiet && !json { Console.printError(TerminalText.escaped(text())) }
  }
}

/// Where the data set is.
struct DataOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Directory of the four IDX files, .gz or plain. (default: $MNIST_DIR, else the cache)",
      valueName: "dir"))
  var data: String?

  /// The directory to read.
  func directory() throws -> DatasetDirectory {
    try DatasetDirectory.resolve(data.map { try FilePath(typed: $0, for: "--data") })
  }
}

/// How many threads compute, and with which kernels.
struct ComputeOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: "Threads that compute; the result does not depend on them. (default: usable CPUs)")
  var threads: Int?

  /// The threads, started.
  func pool() throws -> WorkerPool {
    try CommandFailure.require("--threads", threads, in: 1...1_024)
    return WorkerPool(threads: threads ?? ProcessorCount.affinity)
  }

  /// The kernels that `MNISTKIT_KERNELS` names, or the fastest.
  static func kernels() throws -> KernelSet {
    guard let name = Environment.value("MNISTKIT_KERNELS"), !name.isEmpty else { return .best }
    do {
      return try KernelSet(named: name)
    } catch {
      throw WorkflowError(
        .environment, code: "kernels", "MNISTKIT_KERNELS: \(error)",
        expected: KernelSet.available.map(\.name).joined(separator: ", "), found: name)
    }
  }
}
