public import LinearAlgebra
internal import MNISTData

/// The data of a demonstration: a real data set if one is at hand, or else synthesised digits.
public struct Demo: Sendable {
  /// How many digits are drawn where no data set is at hand: enough for a good classifier, few
  /// enough to be drawn while one waits.
  static let synthesisedTraining = 60_000
  /// How many of them are kept for testing.
  static let synthesisedTest = 10_000

  /// The data.
  public let dataset: LoadedDataset
  /// Whether the digits were drawn by a program.
  public let isSynthetic: Bool

  /// Reads the data set, or draws digits.
  public init(data: DatasetDirectory?, pool: WorkerPool) throws(WorkflowError) {
    isSynthetic = data == nil
    dataset =
      if let data {
        try data.load(.all, pool: pool)
      } else {
        SynthesisedDataset.make(
          training: Demo.synthesisedTraining, test: Demo.synthesisedTest, seed: 1, pool: pool)
      }
  }

  /// The data in one line.
  public var dataLine: String {
    let counts =
      "\(dataset.training?.count ?? 0) training and \(dataset.test?.count ?? 0) test images"
    return isSynthetic
      ? "\(counts), drawn by a program: synthetic digits, not MNIST"
      : "\(counts) from \(dataset.source)"
  }

  /// Fetches MNIST for a demonstration: quickly, or not at all.
  ///
  /// - Returns: the directory of the four files.
  /// - Throws: ``WorkflowError`` where that cannot be done within a few seconds.
  public static func fetchedData() throws(WorkflowError) -> DatasetDirectory {
    let fetch = try DatasetFetch(.mnist, limits: .hasty)
    _ = try fetch.run()
    return DatasetDirectory(fetch.directory)
  }
}
