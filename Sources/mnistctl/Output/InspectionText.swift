import LinearAlgebra
import ModelExchange
import ModelFile
import NeuralNet
import Presentation
import SystemPackage
import Training
import Workflow

/// What `inspect` says to people.
///
/// All text of the file is escaped.
struct InspectionText {
  let path: String
  let head: Inspection

  init(_ inspection: ModelInspection) {
    path = inspection.path.string
    head = inspection.head
  }

  /// The head of the file.
  func lines(style: TerminalStyle) -> [String] {
    var table = TextTable([TextTable.Column(""), TextTable.Column("")])
    func add(_ name: String, _ value: String) { table.append([name, TerminalText.escaped(value)]) }
    add("file", path)
    add(
      "format",
      "\(head.major).\(head.minor), for readers of \(head.major).\(head.readerMinimum) on")
    add("size", "\(NumberText.grouped(head.fileByteCount)) bytes")
    add(
      "network",
      "\(head.widths.map(String.init).joined(separator: "-")), \(head.kind.precision)")
    add("parameters", NumberText.grouped(head.parameterCount))
    add("multiply-adds", NumberText.grouped(head.multiplyAdds))
    let sizes = CHeaderSizes(kind: head.kind, widths: head.widths)
    add(
      "as a C header",
      "\(NumberText.grouped(sizes.flash)) bytes of tables, \(NumberText.grouped(sizes.stack)) of "
        + "stack")
    add(
      "input",
      "\(head.input.rows) x \(head.input.columns) bytes, mean \(head.input.normalisation.mean), "
        + "deviation \(head.input.normalisation.standardDeviation)")
    add("labels", head.labels.joined(separator: " "))
    add("self-test", "\(head.selfTest.samples.count) samples")
    add("tensors SHA-256", "\(head.tensorsSHA256), as recorded")
    if let metrics = head.metrics {
      add(
        "test accuracy",
        "\(NumberText.percent(metrics.accuracy)) of \(NumberText.grouped(metrics.count)) images, "
          + "loss \(NumberText.fixed(metrics.loss, decimals: 4))")
    }
    for (key, value) in provenance { add(key, value) }
    for key in head.metadata.keys { add(key, head.metadata[key].map { "\($0)" } ?? "") }
    return table.lines(style: style) + [""] + layers(style: style) + cardLines
  }

  private func layers(style: TerminalStyle) -> [String] {
    var table = TextTable([
      TextTable.Column("layer", .right), TextTable.Column("inputs", .right),
      TextTable.Column("outputs", .right), TextTable.Column("activation"),
      TextTable.Column("parameters", .right),
    ])
    for (index, layer) in head.layers.enumerated() {
      table.append([
        "\(index)", NumberText.grouped(layer.inputs), NumberText.grouped(layer.outputs),
        "\(layer.activation)", NumberText.grouped(layer.outputs * (layer.inputs + 1)),
      ])
    }
    return table.lines(style: style)
  }

  private var cardLines: [String] {
    guard !head.card.isEmpty else { return [] }
    return ["", "model card"]
      + head.card.split(separator: "\n", omittingEmptySubsequences: false)
      .map { $0.isEmpty ? "" : "  " + TerminalText.escaped(String($0)) }
  }

  private var provenance: [(String, String)] {
    guard let provenance = head.provenance else { return [] }
    var pairs = [("generator", provenance.generator)]
    if let settings = provenance.settings {
      pairs.append(("trained with", InspectionText.text(settings)))
    }
    if let results = provenance.results {
      pairs.append(
        ("epochs", "\(results.epochsRun) run, parameters of epoch \(results.bestEpoch)"))
    }
    if let data = provenance.data {
      let source = data.synthesis.map { "synthesised digits, seed \($0.seed)" } ?? "IDX files"
      pairs.append(
        (
          "training data",
          "\(NumberText.grouped(data.training.images.count)) images (\(source)), "
            + "SHA-256 \(data.training.images.sha256)"
        ))
    }
    if let search { pairs.append(("chosen by", search)) }
    if let parent = provenance.derivedFrom { pairs.append(("derived from", "\(parent)")) }
    return pairs
  }

  /// The search that has chosen the settings, in one line.
  ///
  /// A record that cannot be read is told of as such: the model is sound without it.
  private var search: String? {
    guard let provenance = head.provenance else { return nil }
    do {
      guard let search = try SearchRecord.outcome(in: provenance, path: FilePath(path)) else {
        return nil
      }
      let count = search.candidates.count
      let accuracy = search.candidates[search.chosen].accuracy.map {
        ", accuracy \(NumberText.percent($0.mean)) +- \(NumberText.percent($0.standardError))"
      }
      return "cross-validation of \(count) \(count == 1 ? "candidate" : "candidates") in "
        + "\(search.plan.folds) folds" + (accuracy ?? "")
    } catch {
      return "a search whose record cannot be read: \(error.message)"
    }
  }

  private static func text(_ settings: RecordedSettings) -> String {
    var parts = [
      "\(settings.optimizer.name) at \(Float(settings.learningRate))",
      "\(settings.epochs) \(settings.epochs == 1 ? "epoch" : "epochs") of minibatches of "
        + "\(settings.batch)",
    ]
    if settings.schedule.name != "constant" { parts.append("\(settings.schedule.name) schedule") }
    if settings.validation > 0 {
      parts.append("\(NumberText.percent(settings.validation)) kept for validation")
    }
    if let augmentation = settings.augmentation {
      parts.append(text(augmentation, epochs: settings.epochs))
    }
    if let decay = settings.averageDecay { parts.append("weights averaged at \(Float(decay))") }
    if let distillation = settings.distillation {
      parts.append("taught by the model with SHA-256 \(distillation.teacher)")
    }
    return (parts + ["seed \(settings.seed)"]).joined(separator: ", ")
  }

  private static func text(
    _ augmentation: RecordedSettings.Augmentation, epochs: Int
  ) -> String {
    let amounts = [
      ("rotation", augmentation.rotation), ("scale", augmentation.scale),
      ("shear", augmentation.shear), ("shift", augmentation.shift),
      ("elasticity", augmentation.elasticity), ("pen width", augmentation.penWidth),
      ("cut-out", Double(augmentation.cutOut)),
    ].filter { $0.1 != 0 }.map { "\($0.0) \(Float($0.1))" }
    let falls = augmentation.floor != 1 && epochs > 1
    let end = falls ? ["falling to \(Float(augmentation.floor)) of that in epoch \(epochs)"] : []
    return "images changed at random (\((amounts + end).joined(separator: ", ")))"
  }

  /// A table of statistics.
  func statistics(_ tensors: [ModelTensor], style: TerminalStyle) -> [String] {
    var table = TextTable([
      TextTable.Column("tensor"), TextTable.Column("values", .right),
      TextTable.Column("minimum", .right), TextTable.Column("maximum", .right),
      TextTable.Column("mean", .right), TextTable.Column("deviation", .right),
      TextTable.Column("zeros", .right),
    ])
    for tensor in tensors {
      let numbers = TensorStatistics(tensor.values)
      table.append([
        tensor.name, NumberText.grouped(numbers.count),
        NumberText.fixed(Double(numbers.minimum), decimals: 4),
        NumberText.fixed(Double(numbers.maximum), decimals: 4),
        NumberText.fixed(numbers.mean, decimals: 5),
        NumberText.fixed(numbers.standardDeviation, decimals: 5),
        NumberText.grouped(numbers.zeros),
      ])
    }
    return table.lines(style: style)
  }

  /// A histogram of each tensor.
  func histograms(_ tensors: [ModelTensor], style: TerminalStyle) -> [String] {
    tensors.flatMap { tensor in
      ["", tensor.name]
        + Histogram(tensor.values, bins: 16).lines(barWidth: 40, style: style)
    }
  }

  /// The weights of the first layer's units as pictures, all on one scale.
  func weights(_ model: Model, units: Int, width: Int, style: TerminalStyle) -> [String] {
    let first = model.tensors[0]
    let inputs = model.network.inputs
    let largest = first.values.map(abs).max()
    var sheet = PictureSheet()
    for unit in 0..<min(units, first.dimensions[0]) {
      let row = Array(first.values[unit * inputs..<(unit + 1) * inputs])
      let picture = Matrix(
        rows: model.input.rows, columns: model.input.columns, elements: row)
      sheet.append(HalfBlockPicture(diverging: picture, largest: largest), caption: "unit \(unit)")
    }
    return sheet.lines(width: width, style: style)
  }
}
