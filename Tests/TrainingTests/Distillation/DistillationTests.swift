import LinearAlgebra
import NeuralNet
import Testing

@testable import Training

@Suite("Distillation")
struct DistillationTests {
  private let examples: TrainingExamples
  private let teacher: Teacher

  init() throws {
    examples = try blobs(count: 96, inputs: 24, classes: 3, seed: 171)
    let trainer = try Trainer(
      settings: smallSettings {
        $0.hidden = [20]
        $0.epochs = 6
        $0.learningRate = 0.02
        $0.normalisation = PixelNormalisation(mean: 0.1, standardDeviation: 0.3) ?? .unit
      }, examples: examples)
    try trainer.trainAll()
    teacher = Teacher(network: trainer.result, normalisation: trainer.settings.normalisation)
  }

  private func settings(_ weight: Float = 0.7, _ temperature: Float = 2) -> TrainingSettings {
    smallSettings {
      $0.distillation = Distillation(weight: weight, temperature: temperature)
      $0.labelSmoothing = 0.1
    }
  }

  @Test("the gradient is the loss's derivative", arguments: [(1, 1), (0.7, 2), (0.3, 5)])
  func gradient(weight: Float, temperature: Float) throws {
    let distillation = Distillation(weight: weight, temperature: temperature)
    let teaching = Teaching(teacher, distillation, batchSize: 1, kernels: .scalar)
    let tile = ByteTile(rows: 1, columns: 24)
    let image: [Int32] = [7]
    tile.gather(examples.pixels.span, images: image.span, rows: 0..<1)
    let loss = SoftmaxCrossEntropy(classes: 3, labelSmoothing: 0.1)
    let p = PaddedMatrix(rows: 1, columns: 3)
    /// The loss at some logits; afterwards `p` holds its derivative.
    func mixed(_ logits: [Float]) -> Double {
      let z = PaddedMatrix(row: logits)
      let maxima = PaddedMatrix(rows: 1, columns: 1)
      let sums = PaddedMatrix(rows: 1, columns: 1)
      KernelSet.scalar.softmax(z, rows: 0..<1, into: p, maxima: maxima, sums: sums)
      teaching.prepare(tile, rows: 0..<1, logits: z)
      let hard = loss.loss(
        logits: z, row: 0, label: 1, maximum: maxima[0, 0], sum: sums[0, 0])
      loss.derivative(probabilities: p, row: 0, label: 1, inverseBatch: 1)
      teaching.mix(into: p, row: 0, inverseBatch: 1)
      return teaching.mixed(hard, row: 0)
    }
    let z: [Float] = [0.5, -1.25, 2]
    _ = mixed(z)
    let derivative = p.row(0)
    // A step of 2^-6 is exact in the logits; a central difference errs by its square.
    let step: Float = 0x1p-6
    for k in 0..<3 {
      var (above, below) = (z, z)
      above[k] += step
      below[k] -= step
      let slope = (mixed(above) - mixed(below)) / Double(2 * step)
      #expect(abs(slope - Double(derivative[k])) < 2e-4, "\(k): \(slope), \(derivative[k])")
    }
  }

  @Test("a network that answers as its teacher does has nothing to learn from it")
  func perfectPupil() throws {
    let teaching = Teaching(
      teacher, Distillation(weight: 1, temperature: 3), batchSize: 4, kernels: .best)
    let tile = ByteTile(rows: 4, columns: 24)
    let images: [Int32] = [3, 1, 4, 15]
    tile.gather(examples.pixels.span, images: images.span, rows: 0..<4)
    let pixels = images.flatMap { examples.pixels[Int($0) * 24..<(Int($0) + 1) * 24] }
    let logits = Classifier(network: teacher.network, normalisation: teacher.normalisation)
      .logits(pixels.span, count: 4)
    let z = PaddedMatrix(Matrix(rows: 4, columns: 3, elements: logits))
    teaching.prepare(tile, rows: 0..<4, logits: z)
    for row in 0..<4 {
      let delta = PaddedMatrix(rows: 4, columns: 3)
      delta.fill(5)
      teaching.mix(into: delta, row: row, inverseBatch: 0.25)
      #expect(delta.row(row) == [0, 0, 0])
    }
  }

  @Test("every number of threads and every kernel set gives the same state")
  func identity() throws {
    var settings = settings()
    settings.augmentation.shift = 1
    settings.averageDecay = 0.9
    let examples = try TrainingExamples(
      inputs: 24, columns: 6, classes: 3, pixels: examples.pixels, labels: examples.labels)
    var states: Set<TrainerState> = []
    for threads in [1, 2, 3] {
      for kernels in KernelSet.available {
        let trainer = try Trainer(
          settings: settings, examples: examples, teacher: teacher,
          pool: WorkerPool(threads: threads), kernels: kernels)
        try trainer.trainAll()
        states.insert(trainer.state)
      }
    }
    #expect(states.count == 1)
  }

  @Test("a training that is interrupted after every step ends like one that is not")
  func resuming() throws {
    var settings = settings()
    settings.augmentation.elasticity = 1
    settings.averageDecay = 0.9
    let examples = try TrainingExamples(
      inputs: 24, columns: 6, classes: 3, pixels: examples.pixels, labels: examples.labels)
    let whole = try Trainer(settings: settings, examples: examples, teacher: teacher)
    try whole.trainAll()
    var trainer = try Trainer(settings: settings, examples: examples, teacher: teacher)
    while !trainer.isFinished {
      try trainer.trainEpoch { _ in false }
      let state = trainer.state
      trainer = try Trainer(
        settings: settings, examples: examples, teacher: teacher, resuming: state,
        pool: WorkerPool(threads: 2), kernels: .scalar)
      #expect(trainer.state == state)
    }
    #expect(trainer.state == whole.state)
    #expect(trainer.result == whole.result)
  }

  @Test("weight and temperature change what is learned")
  func matters() throws {
    var results: Set<MLP> = []
    for (weight, temperature) in [(0.7, 2), (0.5, 2), (0.7, 4)] as [(Float, Float)] {
      let trainer = try Trainer(
        settings: settings(weight, temperature), examples: examples, teacher: teacher)
      try trainer.trainAll()
      results.insert(trainer.result)
    }
    #expect(results.count == 3)
  }

  @Test("settings and teacher must fit each other and the examples")
  func misfits() throws {
    func message(_ settings: TrainingSettings, _ teacher: Teacher?) -> String? {
      do throws(TrainingError) {
        _ = try Trainer(settings: settings, examples: examples, teacher: teacher)
        return nil
      } catch {
        return "\(error)"
      }
    }
    #expect(message(settings(), nil) == "teacher must be one, found none")
    #expect(message(smallSettings(), teacher) == "teacher must be none, found one")
    let other = Teacher(
      network: HeInitialisation.network(widths: [23, 3], seed: 1), normalisation: .unit)
    #expect(message(settings(), other) == "the teacher's inputs must be 24, found 23")
    let fourth = Teacher(
      network: HeInitialisation.network(widths: [24, 4], seed: 1), normalisation: .unit)
    #expect(message(settings(), fourth) == "the teacher's classes must be 3, found 4")
  }
}
