public import LinearAlgebra
internal import MNISTData
internal import ModelFile
internal import Posix
public import SystemPackage

/// Data sets of synthesised digits: for a first try without a download, and for tests.
public enum SynthesisedDataset {
  /// Draws a data set in memory.
  ///
  /// - Parameters:
  ///   - training: the number of training images, at least 1.
  ///   - test: the number of test images; 0 for none.
  ///   - pool: the threads to draw with; they do not change the images.
  public static func make(
    training: Int, test: Int, seed: UInt64, pool: WorkerPool
  ) -> LoadedDataset {
    let source = "synthesised digits, seed \(seed)"
    do {
      let dataset = try Dataset(
        training: labelled(count: training, from: 0, seed: seed, pool: pool),
        test: test == 0
          ? nil
          : labelled(count: test, from: DigitSynthesiser.firstTestIndex, seed: seed, pool: pool))
      return LoadedDataset(
        dataset, source: source,
        synthesis: TrainingData.Synthesis(seed: seed, trainingCount: training, testCount: test))
    } catch {
      preconditionFailure("the synthesiser draws legal images: \(error)")
    }
  }

  /// The files that ``write(training:test:seed:into:pool:)`` writes.
  public static func paths(test: Int, into directory: FilePath) -> [FilePath] {
    files(test: test).map { directory.appending($0.name) }
  }

  /// Draws a data set and writes it as uncompressed IDX files.
  ///
  /// A data set that is replaced is the old one until all files of the new one are on the storage
  /// device. At no time do images of one stand beside labels of the other.
  ///
  /// - Parameter replacing: whether a data set that is there may be replaced.
  /// - Returns: the paths of the files.
  /// - Throws: ``WorkflowError``, also where the directory holds a data set that may not be
  ///   replaced: a plain file would hide a compressed one beside it.
  @discardableResult
  public static func write(
    training: Int, test: Int, seed: UInt64, into directory: FilePath, replacing: Bool = false,
    pool: WorkerPool
  ) throws(WorkflowError) -> [FilePath] {
    for file in StandardFile.allCases where !replacing {
      guard let found = try DatasetDirectory(directory).locate(file) else { continue }
      throw WorkflowError(
        .usage, code: "exists", "the directory holds a data set", path: directory.string,
        expected: "no \(file.name)", found: found.string,
        remedy: "name another directory, or replace the data set with --force")
    }
    let dataset = make(training: training, test: test, seed: seed, pool: pool)
    do {
      try Directory.create(directory)
      var replacement = DatasetReplacement(in: directory)
      for file in files(test: test) {
        let isTraining = file == .trainingImages || file == .trainingLabels
        guard let part = isTraining ? dataset.training : dataset.test else { continue }
        replacement.files[file] =
          file.contents == .images ? IDX.encode(part.images) : IDX.encode(labels: part.labels)
      }
      try replacement.run()
    } catch {
      throw WorkflowError(error)
    }
    return paths(test: test, into: directory)
  }

  private static func files(test: Int) -> [StandardFile] {
    test > 0 ? StandardFile.allCases : [.trainingImages, .trainingLabels]
  }

  private static func labelled(
    count: Int, from first: UInt64, seed: UInt64, pool: WorkerPool
  ) throws(IDXError) -> LabelledImages {
    let synthesiser = DigitSynthesiser(seed: seed)
    let size = DigitSynthesiser.side * DigitSynthesiser.side
    let chunk = 64
    let pixels = SharedBuffer<UInt8>(repeating: 0, count: count * size)
    let labels = SharedBuffer<UInt8>(repeating: 0, count: count)
    pool.forEach((count + chunk - 1) / chunk) { index in
      let start = index * chunk
      let drawn = synthesiser.images(
        count: min(chunk, count - start), from: first + UInt64(start))
      for (i, label) in drawn.labels.enumerated() { labels[start + i] = label }
      for (i, pixel) in drawn.pixels.enumerated() { pixels[start * size + i] = pixel }
    }
    return try LabelledImages(
      images: ImageSet(
        rows: DigitSynthesiser.side, columns: DigitSynthesiser.side, pixels: pixels.array),
      labels: labels.array, classes: 10)
  }
}
