import LinearAlgebra
import ModelExchange
import ModelFile
import NeuralNet
import Testing

@Suite("Assembly of networks")
struct AssemblyTests {
  private static let options = ImportOptions(normalisation: Samples.normalisation)

  private func network(
    _ arrays: [(String, [Int])], layers: [String]? = nil
  ) throws -> MLP {
    var options = Self.options
    options.layers = layers
    let model = try ModelImport.decode(
      NPYFixture.archive(arrays.map { (name: $0.0, shape: $0.1) }), options: options)
    return try #require(model.network.float32)
  }

  private func code(
    _ arrays: [(String, [Int])], layers: [String]? = nil
  ) -> ModelExchangeError.Code? {
    var options = Self.options
    options.layers = layers
    return Samples.fault(
      NPYFixture.archive(arrays.map { (name: $0.0, shape: $0.1) }), options: options)?.code
  }

  @Test(
    "layers are found by the names that people use",
    arguments: [
      ["layers.0.weight", "layers.0.bias", "layers.1.weight", "layers.1.bias"],
      ["0.weight", "0.bias", "2.weight", "2.bias"],
      ["fc2.weight", "fc2.bias", "fc10.weight", "fc10.bias"],
      ["model.net.fc1.weight", "model.net.fc1.bias", "model.net.fc2.weight", "model.net.fc2.bias"],
      ["hidden.0.weight", "hidden.0.bias", "output.weight", "output.bias"],
      ["w1", "b1", "w2", "b2"],
      ["W0", "b0", "W1", "b1"],
      ["fc1_w", "fc1_b", "fc2_w", "fc2_b"],
      ["arr_0", "arr_1", "arr_2", "arr_3"],
    ])
  func outputsFirst(names: [String]) throws {
    let network = try network([
      (names[0], [3, 4]), (names[1], [3]), (names[2], [2, 3]), (names[3], [2]),
    ])
    #expect(network.widths == [4, 3, 2])
    #expect(network.layers[0].weights.elements == (1...12).map(Float.init))
    #expect(network.layers[1].bias == [1, 2])
    #expect(network.layers.map(\.activation) == [.relu, .identity])
  }

  @Test(
    "weights of inputs by outputs are transposed",
    arguments: [
      ["dense/kernel:0", "dense/bias:0", "dense_1/kernel:0", "dense_1/bias:0"],
      ["dense_9/kernel", "dense_9/bias", "dense_10/kernel", "dense_10/bias"],
      ["coefs_0", "intercepts_0", "coefs_1", "intercepts_1"],
      ["w1", "b1", "w2", "b2"],
      [
        "layers/dense/vars/0", "layers/dense/vars/1", "layers/dense_1/vars/0",
        "layers/dense_1/vars/1",
      ],
      ["arr_0", "arr_2", "arr_1", "arr_3"],
    ])
  func inputsFirst(names: [String]) throws {
    let network = try network([
      (names[0], [4, 3]), (names[1], [3]), (names[2], [3, 2]), (names[3], [2]),
    ])
    #expect(network.widths == [4, 3, 2])
    #expect(network.layers[0].weights.elements == [1, 4, 7, 10, 2, 5, 8, 11, 3, 6, 9, 12])
    #expect(network.layers[1].weights.elements == [1, 3, 5, 2, 4, 6])
  }

  @Test("square weights are laid out as their names say, else refused")
  func square() throws {
    #expect(try network([("fc.weight", [4, 4])]).layers[0].weights.elements[1] == 2)
    #expect(try network([("fc/kernel", [4, 4])]).layers[0].weights.elements[1] == 5)
    #expect(code([("w", [4, 4]), ("b", [4])]) == .weightOrder)
  }

  @Test(
    "an order that neither sizes nor numbers tell is asked for",
    arguments: [
      (["embed", "mid", "hidden", "out"], [4, 3, 3, 3, 2], false),
      (["l1", "two", "three", "x"], [4, 3, 3, 3, 2], false),
      (["l1", "l2", "l3", "out"], [4, 3, 3, 3, 2], true),
      (["dense", "dense_1", "dense_2", "dense_3"], [4, 3, 3, 3, 2], true),
      (["first", "fourth", "second", "third", "z"], [4, 3, 5, 3, 5, 2], false),
      (["a1", "a2", "a3", "a4", "a5"], [4, 3, 5, 3, 5, 2], true),
      (["decoder", "encoder"], [4, 3, 4], false),
      (["a", "b", "c"], [4, 3, 3, 2], true),
      (["a", "b"], [4, 3, 2], true),
    ])
  func order(names: [String], widths: [Int], isTold: Bool) throws {
    let arrays = names.indices.flatMap { index in
      [
        (names[index] + ".weight", [widths[index + 1], widths[index]]),
        (names[index] + ".bias", [widths[index + 1]]),
      ]
    }
    #expect(code(arrays) == (isTold ? nil : .layerOrder))
    #expect(try network(arrays, layers: names).widths == widths)
  }

  @Test("names are overruled only where each layer has a bias to confirm it")
  func overruled() throws {
    #expect(
      try network([
        ("fc1.weight", [4, 3]), ("fc1.bias", [3]), ("fc2.weight", [3, 2]), ("fc2.bias", [2]),
      ]).widths == [4, 3, 2])
    #expect(code([("fc1.weight", [4, 3]), ("fc2.weight", [3, 2])]) == .layersDoNotChain)
    #expect(code([("a/kernel", [3, 4]), ("b/kernel", [2, 3])]) == .layersDoNotChain)
  }

  @Test("a layer without a bias has one of zeros; a row or column is a bias")
  func bias() throws {
    #expect(try network([("0.weight", [3, 4])]).layers[0].bias == [0, 0, 0])
    #expect(try network([("w1", [3, 4]), ("b1", [3, 1])]).layers[0].bias == [1, 2, 3])
    #expect(try network([("w1", [4, 3]), ("b1", [1, 3])]).layers[0].bias == [1, 2, 3])
  }

  @Test("layers that are named come in that order, and the rest is left aside")
  func named() throws {
    let arrays: [(String, [Int])] = [
      ("out.weight", [2, 3]), ("zzz.weight", [3, 4]), ("norm.running_mean", [4]),
    ]
    #expect(try network(arrays, layers: ["zzz", "out"]).widths == [4, 3, 2])
    #expect(try network(arrays, layers: ["zzz.weight"]).widths == [4, 3])
    #expect(code(arrays) == .notAPerceptron)
    #expect(code(Array(arrays.prefix(2))) == .layersDoNotChain)
    #expect(code(arrays, layers: ["fc"]) == .layerNotFound)
    #expect(code(arrays, layers: []) == .notAPerceptron)
  }

  @Test("what is no network is refused")
  func refused() {
    #expect(code([("w1", [3, 4]), ("weight1", [3, 4])]) == .duplicateTensor)
    #expect(code([("0.bias", [3])]) == .missingTensor)
    #expect(code([("0.weight", [3, 4, 1])]) == .tensorShape)
    #expect(code([("0.weight", [3, 4]), ("0.bias", [2])]) == .tensorShape)
    #expect(code([("a", [3, 4]), ("b1", [3]), ("c", [2])]) == .notAPerceptron)
    #expect(code([("0.weight", [1_025, 1])]) == .classCount)
    #expect(code([("0.weight", [1, 65_537])]) == .layerWidth)
    #expect(code((0..<65).map { ("\($0).weight", [1, 1]) }) == .layerCount)
    #expect(code([("0.weight", [1, 5])]) == .inputShape)
  }

  @Test("labels are checked as those of a model file")
  func labels() throws {
    let bytes = NPYFixture.archive([(name: "0.weight", shape: [2, 4])])
    var options = Self.options
    options.labels = ["no", "yes"]
    #expect(try ModelImport.decode(bytes, options: options).labels == ["no", "yes"])
    for labels in [["a"], ["a", "a"], ["a", ""], ["a", "\u{1B}"]] {
      options.labels = labels
      #expect(Samples.fault(bytes, options: options)?.code == .labels)
    }
  }
}
