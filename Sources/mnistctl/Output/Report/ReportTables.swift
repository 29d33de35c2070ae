import ModelFile
import NeuralNet
import Presentation
import Training
import Workflow

/// The tables of a report.
struct ReportTables {
  /// The largest number of classes whose confusion matrix is written out.
  private static let writtenClasses = 32

  let report: ModelExplanation

  private var model: Model { report.stored.model }
  private var evaluation: Evaluation { report.measured.evaluation }
  private var labels: [String] { model.labels }

  init(_ report: ModelExplanation) {
    self.report = report
  }

  /// The model and its figures at a glance.
  var summary: Markup {
    var table = MarkupTable(
      caption: "At a glance",
      [
        .init("what", .text), .init("value", .text),
      ])
    let widths = model.network.widths.map(String.init).joined(separator: "-")
    let precision = model.network.int8 == nil ? "float32" : "int8"
    table.append(["Network", "\(widths), \(precision)"])
    table.append(["Parameters", NumberText.grouped(model.network.parameterCount)])
    table.append([
      "Test accuracy",
      "\(NumberText.percent(evaluation.accuracy)) "
        + "(\(NumberText.grouped(evaluation.confusion.correct)) of "
        + "\(NumberText.grouped(evaluation.count)) images)",
    ])
    table.append(["Test loss", "\(NumberText.fixed(evaluation.loss, decimals: 4)) nats"])
    table.append([
      "Expected calibration error", NumberText.percent(evaluation.expectedCalibrationError),
    ])
    for (index, share) in evaluation.topK.enumerated().dropFirst().prefix(2) {
      table.append(["Label among the best \(index + 1)", NumberText.percent(share)])
    }
    return table.element
  }

  /// What each epoch reached.
  var epochs: Markup {
    let kept = model.provenance?.results?.bestEpoch
    let hasValidation = report.history.contains { $0.validationLoss != nil }
    var table = MarkupTable(
      caption: "Epochs",
      [.init("epoch"), .init("loss"), .init("accuracy")]
        + (hasValidation ? [.init("validation loss"), .init("validation accuracy")] : [])
        + [.init("kept", .text)])
    for epoch in report.history {
      let validation = [
        epoch.validationLoss.map { NumberText.fixed($0, decimals: 4) } ?? "",
        epoch.validationAccuracy.map { NumberText.percent($0) } ?? "",
      ]
      table.append(
        [
          "\(epoch.epoch)", NumberText.fixed(epoch.loss, decimals: 4),
          NumberText.percent(epoch.accuracy),
        ] + (hasValidation ? validation : []) + [epoch.epoch == kept ? "kept" : ""])
    }
    return table.element
  }

  /// The counts of the confusion matrix; `nil` where there are too many classes to read them.
  var confusion: Markup? {
    guard labels.count <= Self.writtenClasses else { return nil }
    var table = MarkupTable(
      caption: "Images by actual class (rows) and predicted class (columns)",
      [.init("actual", .text)] + labels.map { .init($0) })
    for (label, row) in zip(labels, evaluation.confusion.counts) {
      table.append([label] + row.map(NumberText.grouped))
    }
    return table.element
  }

  /// Precision, recall, F1 and support of each class.
  var classes: Markup {
    var table = MarkupTable(
      caption: "Precision, recall, F1 and support of each class",
      [
        .init("class", .text), .init("precision"), .init("recall"), .init("F1"),
        .init("support"),
      ])
    for scores in evaluation.confusion.perClass {
      table.append([
        labels[scores.label], NumberText.percent(scores.precision),
        NumberText.percent(scores.recall), NumberText.percent(scores.f1),
        NumberText.grouped(scores.support),
      ])
    }
    return table.element
  }

  /// Confidence and accuracy by ranges of confidence, those without images left out.
  var calibration: Markup {
    var table = MarkupTable(
      caption: "Confidence and accuracy by ranges of confidence",
      [
        .init("confidence", .text), .init("images"), .init("mean confidence"),
        .init("accuracy"),
      ])
    let chart = CalibrationChart(evaluation).chart
    for (index, bin) in evaluation.calibration.enumerated() {
      guard let confidence = bin.confidence, let accuracy = bin.accuracy else { continue }
      table.append([
        chart.range(index), NumberText.grouped(bin.count), NumberText.percent(confidence),
        NumberText.percent(accuracy),
      ])
    }
    return table.element
  }

  /// The mistakes of which the network was surest.
  var mistakes: Markup {
    var table = MarkupTable(
      caption: "The mistakes of which the network was surest",
      [
        .init("image"), .init("actual", .text), .init("read as", .text),
        .init("its probability"), .init("probability of the actual class"),
      ])
    for mistake in report.mistakes {
      let outcome = mistake.outcome
      table.append([
        "\(outcome.index)", labels[outcome.label], labels[outcome.predicted],
        NumberText.percent(Double(outcome.confidence)),
        NumberText.percent(Double(mistake.probabilities[outcome.label]), decimals: 3),
      ])
    }
    return table.element
  }

  /// How sparse the hidden layers are.
  var activity: Markup {
    var table = MarkupTable(
      caption: "Outputs of the hidden layers over all test images",
      [
        .init("hidden layer"), .init("units"), .init("outputs that are zero"),
        .init("dead units (always zero)"), .init("units that are never zero"),
      ])
    for (index, layer) in report.activity.layers.enumerated() {
      table.append([
        "\(index + 1)", NumberText.grouped(layer.active.count),
        NumberText.percent(layer.zeroShare), NumberText.grouped(layer.deadUnits),
        NumberText.grouped(layer.alwaysActiveUnits),
      ])
    }
    return table.element
  }

  /// What the candidates of the recorded search reached; `nil` where none is recorded.
  var search: Markup? {
    guard let outcome = report.search else { return nil }
    let names = SearchNames(outcome.plan)
    let halves = outcome.plan.halves
    var table = MarkupTable(
      caption: "Candidates of the search",
      [.init("candidate", .text), .init("parameters")] + (halves ? [.init("epochs")] : [])
        + [
          .init("mean accuracy"), .init("standard error"), .init("mean loss"),
          .init("choice", .text),
        ])
    for candidate in outcome.candidates {
      let mark =
        candidate.index == outcome.chosen ? "chosen" : candidate.index == outcome.best ? "best" : ""
      var numbers = ["diverged", "", ""]
      if let accuracy = candidate.accuracy, let loss = candidate.loss {
        numbers = [
          NumberText.percent(accuracy.mean), NumberText.percent(accuracy.standardError),
          NumberText.fixed(loss.mean, decimals: 4),
        ]
      }
      let start =
        [names.name(candidate.index), NumberText.grouped(candidate.parameters)]
        + (halves ? ["\(candidate.settings.epochs)"] : [])
      table.append(start + numbers + [mark])
    }
    return table.element
  }
}
