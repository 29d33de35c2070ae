import NeuralNet
import Testing

@testable import Training

@Suite("Schedule")
struct ScheduleTests {
  /// The rates of a training of 8 epochs with 2 steps each, at a rate of 0.5.
  private func rates(_ schedule: Schedule, steps: [Int]) -> [Float] {
    steps.map { schedule.learningRate(step: $0, stepsPerEpoch: 2, epochs: 8, rate: 0.5) }
  }

  @Test("constant is constant")
  func constant() {
    #expect(rates(.constant, steps: [0, 1, 15]) == [0.5, 0.5, 0.5])
  }

  @Test("step multiplies after every period")
  func step() {
    let schedule = Schedule(.step(epochs: 3, factor: 0.5))
    #expect(
      rates(schedule, steps: [0, 5, 6, 11, 12, 15]) == [0.5, 0.5, 0.25, 0.25, 0.125, 0.125])
  }

  /// At a quarter of the way the wave is at (1 + cos(pi / 4)) / 2 = 0.853553...
  @Test("cosine falls along half a wave")
  func cosine() {
    #expect(
      rates(Schedule(.cosine()), steps: [0, 4, 8, 12]) == [0.5, 0.426_776_695, 0.25, 0.073_223_305])
    // With the floor 0.2: 0.5 * (0.2 + 0.8 * wave)
    #expect(
      rates(Schedule(.cosine(floor: 0.2)), steps: [0, 4, 8, 12])
        == [0.5, 0.441_421_356, 0.3, 0.158_578_644])
    #expect(rates(Schedule(.cosine(floor: 1)), steps: [0, 5, 15]) == [0.5, 0.5, 0.5])
  }

  @Test("cosine ends at its floor")
  func cosineEnd() {
    let last = Schedule(.cosine(floor: 0.25)).learningRate(
      step: 16, stepsPerEpoch: 2, epochs: 8, rate: 0.5)
    #expect(last == 0.125)
  }

  @Test("a warm-up is a straight line up to the rate, and the shape starts after it")
  func warmup() {
    let line: [Float] = [0.125, 0.25, 0.375, 0.5]
    #expect(
      rates(Schedule(.constant, warmupEpochs: 2), steps: [0, 1, 2, 3, 4, 15])
        == line + [0.5, 0.5])
    #expect(
      rates(
        Schedule(.step(epochs: 2, factor: 0.5), warmupEpochs: 2),
        steps: [0, 1, 2, 3, 4, 7, 8, 12]) == line + [0.5, 0.5, 0.25, 0.125])
    // The wave takes the 12 steps after the warm-up: its quarter is at 3, its middle at 6.
    #expect(
      rates(Schedule(.cosine(), warmupEpochs: 2), steps: [0, 1, 2, 3, 4, 7, 10, 13])
        == line + [0.5, 0.426_776_695, 0.25, 0.073_223_305])
  }

  @Test(
    "a warm-up may last the whole training", arguments: [.constant, .cosine()] as [Schedule.Shape])
  func longWarmup(shape: Schedule.Shape) {
    let rates = rates(Schedule(shape, warmupEpochs: 8), steps: [0, 7, 15])
    #expect(rates == [0.031_25, 0.25, 0.5])
  }

  @Test("shapes have the names of command lines and files")
  func names() {
    let shapes: [Schedule.Shape] = [.constant, .step(epochs: 1, factor: 1), .cosine()]
    #expect(shapes.map(\.name) == ["constant", "step", "cosine"])
  }

  @Test("the trainer follows the schedule from step to step")
  func trainer() throws {
    // Images without ink leave the logits to the last bias, whose steps then show the rate.
    let examples = try TrainingExamples(
      inputs: 1, classes: 2, pixels: [0, 0, 0, 0], labels: [0, 0, 0, 0])
    let settings = smallSettings {
      $0.hidden = [1]
      $0.batchSize = 2
      $0.epochs = 4
      $0.optimizer = .sgd()
      $0.learningRate = 0.25
      $0.schedule = Schedule(.step(epochs: 1, factor: 0.5), warmupEpochs: 1)
    }
    let trainer = try Trainer(settings: settings, examples: examples)
    var seen: [Double] = []
    while !trainer.isFinished {
      let before = trainer.network.layers[1].bias
      try trainer.trainEpoch { _ in false }
      let bias = trainer.network.layers[1].bias
      // The derivative by the bias of a class that is never the label is its probability.
      let probability = Softmax(logits: before).probabilities[1]
      seen.append(Double(before[1] - bias[1]) / Double(probability))
    }
    let expected = [0.125, 0.25, 0.25, 0.25, 0.125, 0.125, 0.062_5, 0.062_5]
    for (found, rate) in zip(seen, expected) { #expect(abs(found / rate - 1) < 1e-4) }
    #expect(seen.count == expected.count)
  }
}
