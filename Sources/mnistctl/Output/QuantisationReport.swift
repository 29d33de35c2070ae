import ModelFile
import SystemPackage
import Training
import Workflow

/// The object that `quantize --json` prints.
struct QuantisationReport: Encodable {
  struct Measure: Encodable {
    let accuracy: Double
    let loss: Double
    let fileBytes: Int
    let tensorsSHA256: String
  }

  struct Change: Encodable {
    let image: Int
    let label: Int
    let before: Int
    let after: Int
  }

  let path: String
  let written: Bool
  let format: String
  let images: Int
  let calibrationImages: Int
  let before: Measure
  let after: Measure
  let agreement: Double
  let maximumLogitDifference: Double
  let meanLogitDifference: Double
  let changed: [Change]

  init(_ quantisation: ModelQuantisation, target: FilePath, written: Bool) {
    path = target.string
    self.written = written
    format = QuantisedFormat.int8.rawValue
    images = quantisation.comparison.images
    calibrationImages = quantisation.calibrationImages
    before = Measure(
      accuracy: quantisation.before.accuracy, loss: quantisation.before.loss,
      fileBytes: quantisation.stored.file.byteCount,
      tensorsSHA256: "\(quantisation.stored.file.tensorsDigest)")
    after = Measure(
      accuracy: quantisation.after.accuracy, loss: quantisation.after.loss,
      fileBytes: quantisation.byteCount, tensorsSHA256: "\(quantisation.model.tensorsSHA256)")
    agreement = quantisation.comparison.agreement
    maximumLogitDifference = quantisation.comparison.maximumLogitDifference
    meanLogitDifference = quantisation.comparison.meanLogitDifference
    changed = quantisation.comparison.differences.map {
      Change(
        image: $0.image, label: quantisation.after.outcomes[$0.image].label, before: $0.first,
        after: $0.second)
    }
  }
}
