import Foundation

/// A directory of its own for a test, which goes when the test ends.
final class Scratch: Sendable {
  // A class because something must be released once: the directory.

  let directory: URL

  init() throws {
    directory = FileManager.default.temporaryDirectory
      .appendingPathComponent("mnistctl-tests-\(UUID().uuidString)")
    try FileManager.default.createDirectory(
      at: directory, withIntermediateDirectories: true)
  }

  deinit {
    // Nobody is left to hear of a failure.
    try? FileManager.default.removeItem(at: directory)
  }

  func path(_ name: String) -> String { directory.appendingPathComponent(name).path }

  func bytes(_ name: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: directory.appendingPathComponent(name)))
  }

  func write(_ bytes: [UInt8], _ name: String) throws {
    try Data(bytes).write(to: directory.appendingPathComponent(name))
  }

  func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: path(name)) }

  /// The names in the directory, or in one below it, in ascending order.
  func names(in name: String = "") throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: path(name)).sorted()
  }

  /// Runs the tool here.
  func run(_ arguments: String..., environment: [String: String] = [:]) throws -> Tool.Outcome {
    try Tool.run(arguments, in: self, environment: environment)
  }

  /// Trains a small network on the data in `data`; more options may follow.
  func train(
    _ options: String..., environment: [String: String] = [:]
  ) throws -> Tool.Outcome {
    try Tool.run(
      ["train", "--data", "data", "--hidden", "8", "--epochs", "2", "--batch", "32"] + options,
      in: self, environment: environment)
  }
}
