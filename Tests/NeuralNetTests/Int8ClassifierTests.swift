import LinearAlgebra
import NeuralNet
import Testing

@Suite("Classifier of 8-bit networks")
struct Int8ClassifierTests {
  @Test(
    "the logits are those of a naive reference, bit for bit",
    arguments: KernelSet.available,
    [[1, 1], [3, 1, 2], [37, 19, 5], [9, 33, 17, 4], [70, 130, 3], [784, 128, 64, 10]])
  func logitsEqualReference(kernels: KernelSet, widths: [Int]) {
    let network = randomInt8Network(widths: widths, seed: 61)
    let classifier = Classifier(network: .int8(network), kernels: kernels)
    #expect(classifier.inputs == network.inputs)
    #expect(classifier.classes == network.classes)
    for count in [0, 1, 15, 16, 64, 65] {
      let pixels = sparsePixels(count: count * network.inputs, seed: 62)
      let expected = (0..<count).flatMap {
        referenceLogits(network, pixels[$0 * network.inputs..<($0 + 1) * network.inputs])
      }
      let found = classifier.logits(pixels.span, count: count)
      #expect(found.map(\.bitPattern) == expected.map(\.bitPattern))
    }
  }

  @Test("hidden bytes are of all sizes: the reference clamps some and not all")
  func reference() {
    let network = randomInt8Network(widths: [37, 19, 5], seed: 61)
    let hidden = referenceBytes(
      network, layer: 0, sparsePixels(count: 37, seed: 62).map(Int64.init))
    #expect(hidden.contains(0) && hidden.contains { $0 > 0 && $0 < 255 })
  }

  @Test("weights in memory kept elsewhere give the same bits, and keep the memory")
  func externalStorage() {
    let network = Network.int8(randomInt8Network(widths: [37, 19, 5], seed: 63))
    let pixels = sparsePixels(count: 9 * 37, seed: 64)
    let count = Classifier.elementCount(of: network)
    // Rows of 3 lines for 19 outputs and of 1 for 5; 10 and 5 words, a bias and multipliers.
    #expect(count == 12 * 48 + 7 * 16)
    var storage: TestStorage? = TestStorage(count: count)
    weak let trace = storage
    var classifier = storage.map {
      Classifier(network: network, normalisation: .unit, kernels: .scalar, storage: $0)
    }
    let expected = Classifier(network: network, kernels: .scalar).logits(pixels.span, count: 9)
    storage = nil
    let copy = classifier.map(Classifier.init(sharing:))
    classifier = nil
    #expect(trace != nil)
    #expect(copy?.logits(pixels.span, count: 9) == expected)
  }

  @Test("parallel classification equals serial classification")
  func parallelEqualsSerial() {
    let classifier = Classifier(network: .int8(randomInt8Network(widths: [9, 60, 3], seed: 65)))
    let pool = WorkerPool(threads: 3)
    let pixels = sparsePixels(count: 600 * 9, seed: 66)
    let serial = classifier.logits(pixels.span, count: 600)
    #expect(classifier.logits(pixels, count: 600, pool: pool) == serial)
  }

  @Test("the class is the best logit, the lowest of equals")
  func classes() {
    let classifier = Classifier(network: .int8(randomInt8Network(widths: [9, 60, 3], seed: 67)))
    let workspace = ClassifierWorkspace(classifier, capacity: 7)
    let pixels = sparsePixels(count: 30 * 9, seed: 68)
    let logits = classifier.logits(pixels.span, count: 30)
    var labels = [Int32](repeating: -1, count: 30)
    var span = labels.mutableSpan
    classifier.classify(pixels.span, into: &span, workspace: workspace)
    #expect(labels == (0..<30).map { Int32(Ranking.best(Array(logits[$0 * 3..<($0 + 1) * 3]))) })

    let equal = QuantisedDense(
      inputs: 2, outputs: 3, weights: [1, 0, 2, 3, 2, 3], bias: [0, 5, 5], scales: [1, 1, 1],
      inputScale: 1, activation: .identity)
    var best: [Int32] = [-1]
    var only = best.mutableSpan
    let tied = Classifier(network: .int8(QuantisedMLP(layers: [equal])))
    tied.classify([1, 1].span, into: &only, workspace: ClassifierWorkspace(tied))
    #expect(best == [1])
  }
}
