import ModelExchange
import ModelFile
import NeuralNet
import Workflow

/// The object that `inspect --json` prints.
struct InspectionReport: Encodable {
  struct Format: Encodable {
    let major: Int
    let minor: Int
    let readerMin: Int
  }

  struct Layer: Encodable {
    let inputs: Int
    let outputs: Int
    let activation: String
  }

  struct Normalisation: Encodable {
    let rows: Int
    let columns: Int
    let mean: Double
    let standardDeviation: Double
  }

  /// What the model takes as a C header, in bytes.
  struct HeaderReport: Encodable {
    let flashBytes: Int
    let stackBytes: Int

    init(_ sizes: CHeaderSizes) {
      flashBytes = sizes.flash
      stackBytes = sizes.stack
    }
  }

  struct MetricsReport: Encodable {
    let accuracy: Double
    let loss: Double
    let count: Int
    let confusionMatrix: [[Int]]
    let dataSHA256: String
  }

  struct SelfTestReport: Encodable {
    let samples: Int
  }

  struct SectionReport: Encodable {
    let type: String
    let offset: Int
    let bytes: Int
  }

  struct TensorReport: Encodable {
    let name: String
    let count: Int
    let minimum: Double
    let maximum: Double
    let mean: Double
    let standardDeviation: Double
    let zeros: Int
  }

  let format: Format
  let layers: [Layer]
  let precision: String
  let parameters: Int
  let multiplyAdds: Int
  let fileBytes: Int
  let fileSHA256: String
  let tensorsSHA256: String
  let normalisation: Normalisation
  let labels: [String]
  let provenance: OrNull<[String: JSONValue]>
  let metrics: OrNull<MetricsReport>
  let selfTest: SelfTestReport
  let cHeader: HeaderReport
  let sections: [SectionReport]
  let metadata: [String: JSONValue]
  let card: OrNull<String>
  let tensors: [TensorReport]?

  init(_ head: Inspection, stored: StoredModel, tensor: String?, statistics: Bool) {
    format = Format(major: head.major, minor: head.minor, readerMin: head.readerMinimum)
    layers = head.layers.map {
      Layer(inputs: $0.inputs, outputs: $0.outputs, activation: "\($0.activation)")
    }
    precision = head.kind.precision
    parameters = head.parameterCount
    multiplyAdds = head.multiplyAdds
    fileBytes = head.fileByteCount
    fileSHA256 = "\(stored.file.fileDigest)"
    tensorsSHA256 = "\(stored.file.tensorsDigest)"
    normalisation = Normalisation(
      rows: head.input.rows, columns: head.input.columns,
      mean: Double(head.input.normalisation.mean),
      standardDeviation: Double(head.input.normalisation.standardDeviation))
    labels = head.labels
    provenance = OrNull(head.provenance.map { JSONValue.object($0.values) })
    metrics = OrNull(
      head.metrics.map {
        MetricsReport(
          accuracy: $0.accuracy, loss: $0.loss, count: $0.count, confusionMatrix: $0.confusion,
          dataSHA256: "\($0.dataSHA256)")
      })
    selfTest = SelfTestReport(samples: head.selfTest.samples.count)
    cHeader = HeaderReport(CHeaderSizes(of: stored.model.network))
    sections = head.sections.map {
      SectionReport(type: "\($0.type)", offset: $0.offset, bytes: $0.byteCount)
    }
    metadata = JSONValue.object(head.metadata)
    card = OrNull(head.card.isEmpty ? nil : head.card)
    tensors =
      statistics
      ? stored.model.tensors
        .filter { tensor == nil || $0.name == tensor }
        .map { tensor in
          let numbers = TensorStatistics(tensor.values)
          return TensorReport(
            name: tensor.name, count: numbers.count, minimum: Double(numbers.minimum),
            maximum: Double(numbers.maximum), mean: numbers.mean,
            standardDeviation: numbers.standardDeviation, zeros: numbers.zeros)
        } : nil
  }
}
