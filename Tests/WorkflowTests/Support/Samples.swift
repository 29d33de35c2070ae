import LinearAlgebra
import MNISTData
import Posix
import SystemPackage
import Training
import Workflow

/// Small data that a network learns quickly: each class is a bright stripe at its own place.
enum Samples {
  static let rows = 5
  static let columns = 4
  static let pool = WorkerPool(threads: 2)

  static func part(_ count: Int, from first: Int, classes: Int = 4) throws -> LabelledImages {
    let size = rows * columns
    var pixels: [UInt8] = []
    for index in first..<first + count {
      for pixel in 0..<size {
        // Knuth's multiplicative hash: the same noise on every machine.
        let noise = UInt32(truncatingIfNeeded: index * size + pixel) &* 2_654_435_761
        let isBright = pixel * classes / size == index % classes
        pixels.append(isBright ? 255 - UInt8(noise >> 27) : UInt8(noise >> 26))
      }
    }
    return try LabelledImages(
      images: ImageSet(rows: rows, columns: columns, pixels: pixels),
      labels: (first..<first + count).map { UInt8($0 % classes) }, classes: classes)
  }

  /// Sixty images to train on and twenty to test on; another `salt` gives others.
  static func dataset(salt: Int = 0, test: Int = 20) throws -> LoadedDataset {
    LoadedDataset(
      try Dataset(
        training: part(60, from: salt), test: test == 0 ? nil : part(test, from: salt + 4_000)),
      source: "samples")
  }

  /// Writes the four files of a data set.
  static func write(to scratch: Scratch, _ directory: String = "data") throws {
    try Directory.create(scratch.path(directory))
    let (training, test) = (try part(60, from: 0), try part(20, from: 4_000))
    for (part, name) in [(training, "train"), (test, "t10k")] {
      try scratch.write(IDX.encode(part.images), "\(directory)/\(name)-images-idx3-ubyte")
      try scratch.write(IDX.encode(labels: part.labels), "\(directory)/\(name)-labels-idx1-ubyte")
    }
  }

  /// Three epochs of four steps of a network 20-6-4.
  static func settings(_ change: (inout TrainingSettings) -> Void = { _ in }) -> TrainingSettings {
    var settings = TrainingSettings()
    settings.hidden = [6]
    settings.epochs = 3
    settings.batchSize = 16
    settings.learningRate = 0.02
    change(&settings)
    return settings
  }

  static func job(
    in scratch: Scratch, named name: String = "model.mlp",
    _ change: (inout TrainingSettings) -> Void = { _ in }
  ) -> TrainingJob {
    TrainingJob(settings: settings(change), selfTestSamples: 3, out: scratch.path(name))
  }

  /// Trains a job to its end and gives the stored model.
  @discardableResult
  static func train(_ job: TrainingJob, on dataset: LoadedDataset) throws -> StoredModel {
    _ = try TrainingRun(job, dataset: dataset, pool: pool).run()
    return try ModelStore.load(job.out)
  }
}
