import LinearAlgebra
import NeuralNet
import Testing

@testable import Training

@Suite("Divergence")
struct DivergenceTests {
  struct Case: CustomTestStringConvertible, Sendable {
    let optimizer: OptimizerSettings
    let learningRate: Float
    var gradientClip: Float?
    var testDescription: String { "\(optimizer), rate \(learningRate), clip \(gradientClip ?? 0)" }
  }

  static let cases = TrainerIdentityTests.optimizers.flatMap { optimizer in
    ([1e8, 1e20, 1e38, .greatestFiniteMagnitude] as [Float]).flatMap { rate in
      [nil, 1, 1e-30].map { Case(optimizer: optimizer, learningRate: rate, gradientClip: $0) }
    }
  }

  /// A rate may be absurd and yet leave finite numbers, so either end is allowed, a trap is not.
  @Test("absurd learning rates end in an error or in finite weights", arguments: cases)
  func absurdRates(testCase: Case) throws {
    let examples = try blobs(count: 40, inputs: 12, classes: 3, seed: 151)
    for fraction in [0, 0.3] {
      for kernels in KernelSet.available {
        let settings = smallSettings {
          $0.optimizer = testCase.optimizer
          $0.learningRate = testCase.learningRate
          $0.gradientClip = testCase.gradientClip
          $0.validationFraction = fraction
        }
        let trainer = try Trainer(settings: settings, examples: examples, kernels: kernels)
        do throws(TrainingError) {
          while try trainer.trainEpoch() != nil {}
          for layer in trainer.network.layers {
            #expect((layer.weights.elements + layer.bias).filter { !$0.isFinite } == [])
          }
        } catch {
          guard case .diverged(let epoch, let step, let what) = error else { throw error }
          #expect((1...3).contains(epoch) && (1...trainer.stepsPerEpoch).contains(step))
          #expect(!what.isEmpty)
        }
      }
    }
  }

  @Test(
    "a rate of 1e30 is an error for every optimiser and kernel set",
    arguments: TrainerIdentityTests.optimizers, KernelSet.available)
  func diverges(optimizer: OptimizerSettings, kernels: KernelSet) throws {
    let examples = try blobs(count: 40, inputs: 12, classes: 3, seed: 152)
    let settings = smallSettings {
      $0.optimizer = optimizer
      $0.learningRate = 1e30
    }
    let trainer = try Trainer(settings: settings, examples: examples, kernels: kernels)
    let error = #expect(throws: TrainingError.self) { try trainer.trainAll() }
    guard case .diverged(1, let step, let what) = error else {
      Issue.record("expected divergence, found \(String(describing: error))")
      return
    }
    #expect(step == 2 && what == "a logit")
  }

  @Test("weights that overflow are named", arguments: KernelSet.available)
  func weights(kernels: KernelSet) throws {
    let examples = try blobs(count: 40, inputs: 12, classes: 3, seed: 153)
    let settings = smallSettings {
      $0.optimizer = .adam()
      $0.learningRate = .greatestFiniteMagnitude
      $0.batchSize = 8
      $0.weightDecay = 1e38
    }
    let trainer = try Trainer(settings: settings, examples: examples, kernels: kernels)
    let error = #expect(throws: TrainingError.self) { try trainer.trainAll() }
    guard case .diverged(1, 1, let what) = error else {
      Issue.record("expected divergence, found \(String(describing: error))")
      return
    }
    #expect(what.hasPrefix("a weight of layer ") || what.hasPrefix("a bias of layer "))
  }

  @Test("finite weights whose validation logits overflow are found")
  func validationLogits() throws {
    let examples = try blobs(count: 40, inputs: 12, classes: 3, seed: 154)
    let settings = smallSettings {
      $0.optimizer = .sgd()
      $0.learningRate = 1e30
      $0.batchSize = 64
      $0.validationFraction = 0.3
    }
    let trainer = try Trainer(settings: settings, examples: examples)
    #expect(
      throws: TrainingError.diverged(epoch: 1, step: 1, what: "a logit of a validation image")
    ) { try trainer.trainEpoch() }
  }

  @Test("the message says where and what to do")
  func message() {
    #expect(
      TrainingError.diverged(epoch: 2, step: 7, what: "a logit").description
        == "training diverged in epoch 2, step 7: a logit is not finite; "
        + "try a lower learning rate, a warm-up or gradient clipping")
  }
}
