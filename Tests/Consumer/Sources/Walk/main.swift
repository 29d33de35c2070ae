import LinearAlgebra
import MNISTData
import ModelFile
import NeuralNet
import Training
import Workflow

let pool = WorkerPool(threads: 2)
let model = try ModelStore.load("digits.mlp").model
let data = try DatasetDirectory("mnist").load(.test, pool: pool)

if let test = data.test {
  let classifier = Classifier(network: model.network, normalisation: model.input.normalisation)
  let evaluation = Evaluation(
    classifier, pixels: test.images.pixels, labels: test.labels, pool: pool)
  print("accuracy \(evaluation.accuracy)")
  for mistake in evaluation.mistakes.prefix(3) {
    print("image \(mistake.index) shows \(mistake.label), the network reads \(mistake.predicted)")
  }
} else {
  print("\(data.source) has no test images")
}
