import Glibc
import SystemPackage

/// Times the libraries in process; each verb prints one JSON object.
///
/// ```
/// Timer infer MODEL DATA SECONDS BATCH...
/// Timer load DATA THREADS SECONDS
/// Timer store MODEL FOLDER SECONDS
/// Timer kernels DATA SECONDS
/// Timer kernel-names
/// ```
///
/// SECONDS is how long each figure is sampled.
@main
enum Timer {
  static func main() {
    do {
      try run(Array(CommandLine.arguments.dropFirst()))
    } catch {
      // Where even this cannot be written, the exit code has to do.
      _ = try? FileDescriptor.standardError.writeAll("Timer: \(error)\n".utf8)
      exit(1)
    }
  }

  private static func run(_ words: [String]) throws {
    switch (words.first, words.count) {
    case ("infer", 5...):
      let timer = try InferenceTimer(model: words[1], data: words[2], seconds: number(words[3]))
      print(try timer.report(batches: words[4...].map(number)))
    case ("load", 4):
      let timer = LoadingTimer(
        data: words[1], threads: try number(words[2]), seconds: try number(words[3]))
      print(try timer.report())
    case ("store", 4):
      let timer = try StorageTimer(model: words[1], folder: words[2], seconds: number(words[3]))
      print(try timer.report())
    case ("kernels", 3):
      print(try KernelTimer(data: words[1], seconds: number(words[2])).report())
    case ("kernel-names", 1):
      print(try KernelTimer.names())
    default:
      throw TimerError("unknown or incomplete command: \(words.joined(separator: " "))")
    }
  }

  private static func number<Number: LosslessStringConvertible>(_ word: String) throws -> Number {
    guard let number = Number(word) else { throw TimerError("'\(word)' is no number") }
    return number
  }
}
