import MNISTData
import ModelFile
import NeuralNet
import Training
import Workflow

// 20,000 digits to learn from and 500 others to read, drawn by the built-in synthesiser.
let synthesiser = DigitSynthesiser(seed: 7)
let training = synthesiser.images(count: 20_000)
let test = synthesiser.images(count: 500, from: DigitSynthesiser.firstTestIndex)

// Train a network with one hidden layer.
var settings = TrainingSettings()
settings.hidden = [64]
settings.epochs = 10
let trainer = try Trainer(
  settings: settings,
  examples: TrainingExamples(
    inputs: 28 * 28, classes: 10, pixels: training.pixels, labels: training.labels))
while let report = try trainer.trainEpoch() {
  print("epoch \(report.epoch): loss \(report.loss)")
}

// Keep it in a file, and take it back.
try ModelStore.save(
  Model(
    network: trainer.result, input: InputLayout(rows: 28, columns: 28),
    labels: (0..<10).map(String.init)),
  to: "digits.mlp")
let model = try ModelStore.load("digits.mlp").model

// Classify.
let classifier = Classifier(network: model.network, normalisation: model.input.normalisation)
let logits = classifier.logits(test.pixels.span, count: 500)
let right = test.labels.indices.count { image in
  Ranking.best(Array(logits[image * 10..<(image + 1) * 10])) == test.labels[image]
}
print("read \(right) of 500 digits")
