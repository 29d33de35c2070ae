public import LinearAlgebra
public import MNISTData
internal import ModelFile
internal import Posix
public import SystemPackage

/// Data sets of synthesised digits: for a first try without a download, and for tests.
public enum SynthesisedDataset {
  /// The first index of test images; training images have lower ones, so the two never meet.
  static let firstTestImage: UInt64 = 1 << 32

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
          ? nil : labelled(count: test, from: firstTestImage, seed: seed, pool: pool))
      return LoadedDataset(
        dataset, source: source,
        synthesis: TrainingData.Synthesis(seed: seed, trainingCount: training, testCount: test))
    } catch {
      preconditionFailure("the synthesiser draws legal images: \(error)")
    }
  }

  /// Draws a data set and writes it as four uncompressed IDX files.
  public static func write(
    training: Int, test: Int, seed: UInt64, into directory: FilePath, pool: WorkerPool
  ) throws(WorkflowError) -> [FilePath] {
    let dataset = make(training: training, test: test, seed: seed, pool: pool)
    var files: [(StandardFile, [UInt8])] = []
    if let part = dataset.training {
      files.append((.trainingImages, IDX.encode(part.images)))
      files.append((.trainingLabels, IDX.encode(labels: part.labels)))
    }
    if let part = dataset.test {
      files.append((.testImages, IDX.encode(part.images)))
      files.append((.testLabels, IDX.encode(labels: part.labels)))
    }
    do {
      try Directory.create(directory)
      return try files.map { (file, bytes) throws(PosixError) in
        let path = directory.appending(file.name)
        try AtomicFile.replace(path, with: bytes.span)
        return path
      }
    } catch {
      throw WorkflowError(error)
    }
  }

  private static func labelled(
    count: Int, from first: UInt64, seed: UInt64, pool: WorkerPool
  ) throws(IDXError) -> LabelledImages {
    let synthesiser = DigitSynthesiser(seed: seed)
    let size = DigitSynthesiser.rows * DigitSynthesiser.columns
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
        rows: DigitSynthesiser.rows, columns: DigitSynthesiser.columns, pixels: pixels.array),
      labels: labels.array, classes: 10)
  }
}
