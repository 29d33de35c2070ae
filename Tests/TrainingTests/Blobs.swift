import LinearAlgebra
import Training

/// Labelled images for tests: class `k` lights up the `k`-th of as many blocks of pixels, under
/// noise, and the rest stays mostly zero.
///
/// - Parameters:
///   - ink: how much brighter the block is; 0 leaves nothing to learn.
///   - shuffledLabels: labels in a random order instead of 0, 1, 2, ...
func blobs(
  count: Int, inputs: Int, classes: Int, seed: UInt64, ink: UInt8 = 120
) throws -> TrainingExamples {
  let generator = Philox(seed: seed)
  let labels = (0..<count).map { image in
    UInt8(
      generator.words(stream: .augmentation, epoch: 1, index: UInt64(image))[0] % UInt32(classes))
  }
  var pixels: [UInt8] = []
  pixels.reserveCapacity(count * inputs)
  for image in 0..<count {
    for pixel in 0..<inputs {
      let index = UInt64(image * inputs + pixel)
      let noise = generator.words(stream: .augmentation, index: index)
      let isInk = pixel * classes / inputs == Int(labels[image])
      pixels.append(noise[0] % 3 == 0 ? UInt8(noise[1] % 100) + (isInk ? ink : 0) : 0)
    }
  }
  return try TrainingExamples(inputs: inputs, classes: classes, pixels: pixels, labels: labels)
}

/// Small settings that end quickly.
func smallSettings(_ change: (inout TrainingSettings) -> Void = { _ in }) -> TrainingSettings {
  var settings = TrainingSettings()
  settings.hidden = [9, 5]
  settings.epochs = 3
  settings.batchSize = 16
  change(&settings)
  return settings
}

extension Trainer {
  /// Trains to the end.
  func trainAll() throws {
    while try trainEpoch() != nil {}
  }
}
