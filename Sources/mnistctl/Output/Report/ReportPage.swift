import ModelFile
import NeuralNet
import Presentation
import SystemPackage
import Training
import Workflow

/// The page of a report: what a model is, what it can do, where it fails, and how it is made again.
///
/// The same model, data and options give the same bytes: no time, machine or user is in them.
struct ReportPage {
  let report: ModelExplanation
  let figures: ReportFigures
  let commands: ReproducingCommands

  private var stored: StoredModel { report.stored }
  private var evaluation: Evaluation { report.measured.evaluation }

  /// The page as a file.
  var source: String {
    let tables = ReportTables(report)
    let name = stored.file.path.lastComponent?.string ?? stored.file.path.string
    return ReportDocument(
      title: "Report on \(name)", introduction: [tables.summary] + notes,
      sections: [
        section("Training curves", curves(tables)),
        section("Confusion matrix", confusion(tables)),
        section("Classes", [tables.classes]),
        section("Calibration", calibration(tables)),
        section("Worst mistakes", mistakes(tables)),
        section("First-layer weights", weights),
        section("Activation sparsity", activity(tables)),
        section("Cross-validation", search(tables)),
        section("Provenance", [tables.provenance]),
        section("Making it again", reproduction),
      ]
    ).source
  }

  private var notes: [Markup] {
    report.notes.map { Markup("p", ["class": "note"], text: $0) }
  }

  private func section(_ heading: String, _ content: [Markup]) -> ReportDocument.Section {
    let name = heading.lowercased().split(separator: " ").joined(separator: "-")
    return ReportDocument.Section(name: name, heading: heading, content: content)
  }

  private func curves(_ tables: ReportTables) -> [Markup] {
    guard let loss = figures.loss, let accuracy = figures.accuracy else {
      return [
        paragraph(
          "The file does not say how its training went: the network was not trained by mnistctl, "
            + "or its history was not kept.")
      ]
    }
    return [
      paragraph(
        "Training images are measured while the network learns from them, validation images at the "
          + "end of the epoch." + keptEpoch),
      figure(loss, "The mean loss of each epoch, in nats."),
      figure(accuracy, "The share of images that were classified correctly in each epoch."),
      details("The curves as a table", tables.epochs),
    ]
  }

  /// The epoch whose parameters the model has, where validation images chose it.
  private var keptEpoch: String {
    guard let kept = stored.model.provenance?.results?.bestEpoch,
      report.history.contains(where: { $0.validationLoss != nil })
    else { return "" }
    return " The model has the parameters of epoch \(kept)."
  }

  private func confusion(_ tables: ReportTables) -> [Markup] {
    let caption =
      "Rows are the actual classes, columns what the network took them for. The darker a cell, the "
      + "larger its share of the row: blue is right, orange is wrong and has a scale of its own."
    return [figure(figures.confusion, caption)]
      + (tables.confusion.map { [details("The matrix as a table", $0)] } ?? [])
  }

  private func calibration(_ tables: ReportTables) -> [Markup] {
    [
      paragraph(
        "When the network is 90 % sure, is it right nine times of ten? The expected calibration "
          + "error, the mean distance between confidence and accuracy, is "
          + "\(NumberText.percent(evaluation.expectedCalibrationError)) over "
          + "\(Evaluation.calibrationBins) ranges of confidence."),
      figure(
        figures.calibration,
        "The share of right answers in each range of confidence, with the number of images above "
          + "it; on the dashed line confidence and accuracy are equal."),
      details("The diagram as a table", tables.calibration),
    ]
  }

  private func mistakes(_ tables: ReportTables) -> [Markup] {
    let count = evaluation.mistakes.count
    guard let mistakes = figures.mistakes else {
      return [
        paragraph(
          count == 0
            ? "Every test image was classified correctly."
            : "\(NumberText.grouped(count)) images were classified wrongly; none was asked for.")
      ]
    }
    return [
      paragraph(
        "The \(report.mistakes.count) of \(NumberText.grouped(count)) wrongly classified images "
          + "of which the network was surest."),
      figure(
        mistakes,
        "The most probable classes below each picture; the right one is bold and has a blue bar."),
      details("The mistakes as a table", tables.mistakes),
    ]
  }

  private var weights: [Markup] {
    guard let weights = figures.weights else { return [paragraph("No unit was asked for.")] }
    let units = NumberText.grouped(stored.model.network.widths[1])
    return [
      paragraph("The weights of \(NumberText.grouped(figures.weightUnits)) of \(units) units."),
      figure(
        weights,
        "Red pixels speak for a unit, blue ones against it, all on one scale. What looks like noise "
          + "is mostly of pixels that hardly any image inks, of which training learns nothing."),
    ]
  }

  private func activity(_ tables: ReportTables) -> [Markup] {
    guard !figures.activity.isEmpty else {
      return [paragraph("The network has no hidden layer.")]
    }
    return [tables.activity]
      + figures.activity.map {
        figure($0, "Units by the share of the test images for which they give zero.")
      }
  }

  private func search(_ tables: ReportTables) -> [Markup] {
    guard let search = figures.search, let table = tables.search else {
      return [
        paragraph(
          report.hasUnreadableSearch
            ? "The file records a search, but the record cannot be read."
            : "The file records no search that chose the settings.")
      ]
    }
    let halves = report.search?.plan.halves ?? false
    return [
      figure(
        search,
        "Means of the folds with one standard error to either side; of the networks "
          + (halves ? "of the last round " : "") + "that reach the dashed line, one standard error "
          + "below the best mean, the smallest was chosen."
          + (halves ? " Those that were left behind were trained for fewer epochs." : "")),
      details("The search as a table", table),
    ]
  }

  private var reproduction: [Markup] {
    guard let check = commands.check else {
      return [paragraph("The file does not record how the network was trained.")]
    }
    var content = [
      paragraph(
        "This trains the network again from what the file records, and compares it bit for bit:"),
      code([check]),
    ]
    if let teacher = commands.teacher {
      content.append(
        paragraph(
          "There teacher.mlp stands for the model that it learnt from, the file with SHA-256 "
            + "\(teacher); without that file the network cannot be made again."))
    }
    if !commands.steps.isEmpty {
      content += [
        paragraph(
          "These commands make the same tensors from nothing, SHA-256 "
            + "\(stored.file.tensorsDigest):"), code(commands.steps),
      ]
    }
    return content
  }

  private func paragraph(_ text: String) -> Markup { Markup("p", [:], text: text) }

  private func code(_ lines: [String]) -> Markup {
    Markup("pre", [:], [Markup("code", [:], text: lines.joined(separator: "\n"))])
  }

  private func figure(_ figure: SVGFigure, _ caption: String) -> Markup {
    Markup(
      "figure", [:],
      [
        figure.element.scrolling(label: figure.title),
        Markup("figcaption", [:], text: caption),
      ])
  }

  private func details(_ summary: String, _ content: Markup) -> Markup {
    Markup("details", [:], [Markup("summary", [:], text: summary), content])
  }
}
