import LinearAlgebra
import NeuralNet
import Testing

@Suite("Classifier")
struct ClassifierTests {
  /// Sizes around the tile of 64 images, one that needs several tiles, and none.
  static let sizes = [0, 1, 63, 64, 65, 300]
  static let normalisations = [
    PixelNormalisation.unit, PixelNormalisation(mean: 0.1307, standardDeviation: 0.3081),
  ].compactMap(\.self)

  @Test(
    "the logits are those of a naive reference, bit for bit, for every kernel set and size",
    arguments: KernelSet.available, sizes)
  func logitsEqualReference(kernels: KernelSet, count: Int) {
    let network = randomNetwork(widths: [37, 19, 5], seed: 11)
    let pixels = sparsePixels(count: count * 37, seed: 12)
    for normalisation in ClassifierTests.normalisations {
      let classifier = Classifier(
        network: network, normalisation: normalisation, kernels: kernels)
      let expected = (0..<count).flatMap {
        referenceLogits(
          network, pixels: pixels[$0 * 37..<($0 + 1) * 37], normalisation: normalisation)
      }
      let found = classifier.logits(pixels.span, count: count)
      #expect(found.map(\.bitPattern) == expected.map(\.bitPattern))
    }
  }

  @Test("weights in memory kept elsewhere give the same bits, and keep the memory")
  func externalStorage() {
    let network = randomNetwork(widths: [37, 19, 5], seed: 11)
    let pixels = sparsePixels(count: 9 * 37, seed: 12)
    let count = Classifier.elementCount(of: network)
    #expect(count == 38 * 48 + 20 * 16)
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

  @Test(
    "deep, wide and minimal networks equal the naive reference",
    arguments: KernelSet.available,
    [[1, 1], [3, 1, 2], [9, 33, 17, 4], [70, 130, 3], [5, 4, 4, 4, 4, 4, 4, 4, 4, 3]])
  func shapesEqualReference(kernels: KernelSet, widths: [Int]) {
    let network = randomNetwork(widths: widths, seed: 21)
    let pixels = sparsePixels(count: 3 * network.inputs, seed: 22)
    let classifier = Classifier(network: network, kernels: kernels)
    let expected = (0..<3).flatMap {
      referenceLogits(
        network, pixels: pixels[$0 * network.inputs..<($0 + 1) * network.inputs],
        normalisation: .unit)
    }
    #expect(classifier.inputs == network.inputs)
    #expect(classifier.classes == network.classes)
    #expect(
      classifier.logits(pixels.span, count: 3).map(\.bitPattern) == expected.map(\.bitPattern))
  }

  @Test("no logit is a negative zero", arguments: KernelSet.available)
  func noNegativeZero(kernels: KernelSet) {
    let layer = Dense(
      weights: Matrix(rows: 2, columns: 3, elements: [-1, 1, -0.0, -2, -3, 4]), bias: [-0.0, -0.0],
      activation: .identity)
    let classifier = Classifier(network: MLP(layers: [layer]), kernels: kernels)
    let logits = classifier.logits([0, 0, 0] as [UInt8], count: 1, pool: WorkerPool(threads: 1))
    #expect(logits.map(\.bitPattern) == [0, 0])
  }

  @Test("parallel classification equals serial classification", arguments: [1, 2, 3, 4, 7])
  func parallelEqualsSerial(threads: Int) {
    let classifier = Classifier(network: randomNetwork(widths: [9, 6, 3], seed: 31))
    let pool = WorkerPool(threads: threads)
    for count in [0, 1, 255, 256, 257, 1_100] {
      let pixels = sparsePixels(count: count * 9, seed: 32)
      let serial = classifier.logits(pixels.span, count: count)
      #expect(classifier.logits(pixels, count: count, pool: pool) == serial)
    }
  }

  @Test("the class is the best logit, whatever the workspace's capacity", arguments: [1, 3, 64])
  func classes(capacity: Int) {
    let classifier = Classifier(network: randomNetwork(widths: [9, 6, 3], seed: 35))
    let workspace = ClassifierWorkspace(classifier, capacity: capacity)
    for count in [0, 1, 64, 65] {
      let pixels = sparsePixels(count: count * 9, seed: 36)
      let logits = classifier.logits(pixels.span, count: count)
      var labels = [Int32](repeating: -1, count: count)
      var span = labels.mutableSpan
      classifier.classify(pixels.span, into: &span, workspace: workspace)
      #expect(
        labels == (0..<count).map { Int32(Ranking.best(Array(logits[$0 * 3..<($0 + 1) * 3]))) })
    }
  }

  @Test("a used workspace leaves no trace in the next result")
  func workspaceReuse() {
    let network = randomNetwork(widths: [12, 8, 4], seed: 41)
    let classifier = Classifier(network: network)
    let pixels = sparsePixels(count: 64 * 12, seed: 42)
    let workspace = ClassifierWorkspace(classifier)
    #expect(workspace.capacity == ClassifierWorkspace.tile)
    classifier.forward(pixels.span, images: 0..<64, workspace: workspace)
    classifier.forward(pixels.span, images: 40..<43, workspace: workspace)
    for row in 0..<3 {
      let image = pixels[(40 + row) * 12..<(41 + row) * 12]
      let expected = referenceLogits(network, pixels: image, normalisation: .unit)
      #expect(workspace.logits.row(row) == expected)
    }
  }

  @Test("a workspace has room for one image at least")
  func smallestWorkspace() {
    let classifier = Classifier(network: randomNetwork(widths: [2, 2], seed: 51))
    #expect(ClassifierWorkspace(classifier, capacity: 0).capacity == 1)
  }

  /// Appendix A.2: infinities and what is not a number go on, and ReLU turns the latter into +0.
  @Test("sums that overflow go on as the contract says", arguments: KernelSet.available)
  func overflow(kernels: KernelSet) {
    let hidden = Dense(
      weights: Matrix(rows: 3, columns: 2, elements: [3e38, 3e38, 3e38, -3e38, -3e38, -3e38]),
      bias: [3e38, 0, 0], activation: .relu)
    // The first unit is infinite, the second 0, the third off.
    let last = Dense(
      weights: Matrix(rows: 4, columns: 3, elements: [1, 0, 0, -1, 0, 0, 0, 1, 1, 0, 0, 0]),
      bias: [0, 0, 7, -0.0], activation: .identity)
    let pixels: [UInt8] = [255, 255]
    let two = MLP(layers: [hidden, last])
    let logits = Classifier(network: two, kernels: kernels).logits(pixels.span, count: 1)
    #expect(logits[0] == .infinity && logits[1] == -.infinity)
    // 0 * infinity is not a number, and stays so.
    #expect(logits[2].isNaN && logits[3].isNaN)
    let off = Dense(
      weights: Matrix(rows: 1, columns: 4, elements: [1, 1, 1, 1]), bias: [0], activation: .identity
    )
    let clamped = Dense(weights: last.weights, bias: last.bias, activation: .relu)
    let clampedLogits = Classifier(network: MLP(layers: [hidden, clamped]), kernels: kernels)
      .logits(pixels.span, count: 1)
    #expect(clampedLogits.map(\.bitPattern) == [Float.infinity.bitPattern, 0, 0, 0])
    let three = MLP(layers: [hidden, clamped, off])
    #expect(
      Classifier(network: three, kernels: kernels).logits(pixels.span, count: 1) == [.infinity])
  }
}
