import ModelFile
import Training
import Workflow

/// The object that `evaluate --json` prints.
struct EvaluationReport: Encodable {
  struct ClassReport: Encodable {
    let label: String
    let precision: Double
    let recall: Double
    let f1: Double
    let support: Int
  }

  struct Mistake: Encodable {
    let index: Int
    let label: String
    let predicted: String
    let probability: Double
  }

  let accuracy: Double
  let loss: Double
  let count: Int
  let topK: [Double]
  let perClass: [ClassReport]
  let confusionMatrix: [[Int]]
  let expectedCalibrationError: Double
  let modelSHA256: String
  let dataSHA256: String
  let mistakes: [Mistake]

  init(_ measured: ModelEvaluation, mistakes limit: Int) {
    let evaluation = measured.evaluation
    let labels = measured.stored.model.labels
    accuracy = evaluation.accuracy
    loss = evaluation.loss
    count = evaluation.count
    topK = evaluation.topK
    perClass = evaluation.confusion.perClass.map {
      ClassReport(
        label: labels[$0.label], precision: $0.precision, recall: $0.recall, f1: $0.f1,
        support: $0.support)
    }
    confusionMatrix = evaluation.confusion.counts
    expectedCalibrationError = evaluation.expectedCalibrationError
    modelSHA256 = "\(measured.stored.file.fileDigest)"
    dataSHA256 = "\(measured.digests.combined)"
    mistakes = evaluation.mistakes.prefix(limit).map {
      Mistake(
        index: $0.index, label: labels[$0.label], predicted: labels[$0.predicted],
        probability: Double($0.confidence))
    }
  }
}
