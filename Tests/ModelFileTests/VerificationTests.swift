import LinearAlgebra
import ModelFile
import NeuralNet
import Testing

@Suite("Verification")
struct VerificationTests {
  @Test("a good file passes every level", arguments: Golden.allCases)
  func good(_ golden: Golden) throws {
    let result = ModelFile.verify(try golden.bytes(), logits: ScalarForward.logits)
    #expect(result.ok)
    #expect(result.outcomes.map(\.level) == [.container, .digests, .structure, .values, .selfTest])
    #expect(result.model == golden.model)
  }

  @Test("verification ends with the level that was asked for", arguments: 0...4)
  func levels(number: Int) throws {
    let level = try #require(Verification.Level(rawValue: number))
    var runs = 0
    let result = ModelFile.verify(try Golden.everything.bytes(), through: level) {
      runs += 1
      return ScalarForward.logits($0, $1, $2)
    }
    #expect(result.ok)
    #expect(result.outcomes.count == number + 1)
    #expect(runs == (level == .selfTest ? 1 : 0))
  }

  @Test("verification stops at the first level that fails")
  func firstFailure() throws {
    for file in try BadFiles.all() where !file.isCheckpoint {
      let result = ModelFile.verify(file.bytes, logits: ScalarForward.logits)
      let last = try #require(result.outcomes.last)
      #expect(!result.ok && !last.ok && last.level == file.code.level, "\(file.name)")
      #expect(result.outcomes.filter(\.ok).count == file.code.level.rawValue, "\(file.name)")
      #expect(result.outcomes.count == file.code.level.rawValue + 1, "\(file.name)")
    }
  }

  @Test(
    "one unit in the last place of one logit fails the self-test and is located",
    arguments: [Golden.everything, .quantised])
  func oneUnit(_ golden: Golden) throws {
    let result = ModelFile.verify(try golden.bytes()) { model, pixels, count in
      var logits = ScalarForward.logits(model, pixels, count)
      logits[4] = logits[4].nextUp
      return logits
    }
    let error = try #require(result.outcomes.last?.error)
    #expect(error.code == .selfTestMismatch)
    #expect(error.field == "logit 1 of sample 1")
    let section = FileEditor(try golden.bytes()).offset("sELF")
    #expect(error.offset == section + 16 + 4 * 4)
  }

  @Test("too few outputs fail the self-test")
  func tooFewOutputs() throws {
    let result = ModelFile.verify(try Golden.everything.bytes()) { _, _, _ in [] }
    #expect(result.outcomes.last?.error?.found == "nothing")
  }

  @Test("a model without samples passes with a warning")
  func noSamples() throws {
    let result = ModelFile.verify(try Golden.smallest.bytes()) { _, _, _ in [] }
    #expect(result.ok)
    #expect(result.outcomes.last?.warnings == ["nothing was tested"])
  }

  @Test("a layer of equal weights is a warning")
  func constantLayer() throws {
    var model = SampleModels.smallest
    model.network = .float32(
      MLP(layers: [
        Dense(weights: Matrix(rows: 2, columns: 1), bias: [0, 0], activation: .identity)
      ]))
    model.labels = ["a", "b"]
    let result = ModelFile.verify(try ModelFile.encode(model)) { _, _, _ in [] }
    #expect(result.ok)
    #expect(result.outcomes[3].warnings == ["all values of layers.0.weight are zero"])
  }

  @Test("a layer of equal 8-bit weights is a warning, and so is no other tensor")
  func constantQuantisedLayer() throws {
    let layer = QuantisedDense(
      inputs: 1, outputs: 2, weights: [3, 3], bias: [0, 0], scales: [1, 1],
      inputScale: PixelNormalisation.unit.pixelScale, activation: .identity)
    var model = SampleModels.smallest
    model.network = .int8(QuantisedMLP(layers: [layer]))
    model.labels = ["a", "b"]
    let result = ModelFile.verify(try ModelFile.encode(model)) { _, _, _ in [] }
    #expect(result.ok)
    #expect(result.outcomes[3].warnings == ["all values of layers.0.weight are 3"])
  }

  @Test("weights that may overflow in the first layer are a warning")
  func overflow() throws {
    var model = SampleModels.smallest
    model.input = InputLayout(rows: 1, columns: 2)
    model.network = .float32(
      MLP(layers: [
        Dense(
          weights: Matrix(rows: 1, columns: 2, elements: [3e38, -2e38]), bias: [0],
          activation: .identity)
      ]))
    let result = ModelFile.verify(try ModelFile.encode(model)) { _, _, _ in [] }
    #expect(result.ok)
    #expect(result.outcomes[3].warnings.count == 1)
  }
}
