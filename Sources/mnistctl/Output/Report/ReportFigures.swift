import ModelFile
import NeuralNet
import Presentation
import Training
import Workflow

/// The pictures of a report, as its page and the files of `--figures` show them.
struct ReportFigures {
  /// The width of a picture of a mistake, and of a unit's weights, in pixels.
  private static let (mistakeWidth, unitWidth) = (122, 72)
  /// The pixels that all pictures of weights have together at the most; beyond, fewer units are
  /// shown, so that a page stays one that a browser opens at once.
  private static let weightLimit = 200_000

  /// The loss after each epoch; `nil` where the file does not tell.
  let loss: SVGFigure?
  /// The accuracy after each epoch; `nil` where the file does not tell.
  let accuracy: SVGFigure?
  let confusion: SVGFigure
  let calibration: SVGFigure
  /// `nil` where there is none to show.
  let mistakes: SVGFigure?
  /// `nil` where none was asked for.
  let weights: SVGFigure?
  /// The number of units whose weights are shown.
  let weightUnits: Int
  /// One for each hidden layer.
  let activity: [SVGFigure]
  /// `nil` where no search is recorded.
  let search: SVGFigure?

  /// All of them, in the order of the page.
  var all: [SVGFigure] {
    [loss, accuracy].compactMap(\.self) + [confusion, calibration]
      + [mistakes, weights].compactMap(\.self) + activity + [search].compactMap(\.self)
  }

  init(_ report: ModelExplanation, units: Int) {
    let model = report.stored.model
    let curves = LearningCurves(report.history)
    loss = curves?.loss.figure(name: "loss")
    accuracy = curves?.accuracy.figure(name: "accuracy")
    confusion = ConfusionTable(
      counts: report.measured.evaluation.confusion.counts, labels: model.labels
    ).figure(name: "confusion-matrix")
    calibration = CalibrationChart(report.measured.evaluation).chart.figure(name: "calibration")
    mistakes = Self.mistakes(report)
    weightUnits = min(
      units, model.network.widths[1], max(1, Self.weightLimit / model.input.pixels))
    weights = Self.weights(report, units: weightUnits)
    activity = report.activity.layers.enumerated().map { index, layer in
      Self.activity(layer, index: index).figure(name: "activity-\(index + 1)")
    }
    search = report.search.map { SearchChart($0).figure(name: "cross-validation") }
  }

  private static func mistakes(_ report: ModelExplanation) -> SVGFigure? {
    guard !report.mistakes.isEmpty else { return nil }
    let (input, labels) = (report.stored.model.input, report.stored.model.labels)
    var gallery = PictureGallery(cell: mistakeWidth)
    for mistake in report.mistakes {
      let outcome = mistake.outcome
      let actual = "#\(outcome.index): \(labels[outcome.label])"
      let caption = "\(actual) read as \(labels[outcome.predicted])"
      gallery.append(
        PixelGrid(ink: mistake.pixels, rows: input.rows, columns: input.columns),
        // The most probable class stands below the picture anyhow.
        caption: gallery.holds(caption) ? caption : actual,
        shares: classes(of: mistake).map {
          PictureGallery.Share(
            label: labels[$0], value: Double(mistake.probabilities[$0]),
            isRight: $0 == outcome.label)
        })
    }
    return gallery.figure(
      name: "mistakes", title: "Worst mistakes",
      description: "\(report.mistakes.count) test images that the network took for another class, "
        + "the surest first, with its probabilities; the table tells the same.")
  }

  /// The three most probable classes, the last of which gives way to the right one.
  private static func classes(of mistake: ModelExplanation.Mistake) -> [Int] {
    let top = Ranking.top(3, of: mistake.probabilities)
    return top.contains(mistake.outcome.label)
      ? top : Array(top.prefix(2)) + [mistake.outcome.label]
  }

  private static func weights(_ report: ModelExplanation, units: Int) -> SVGFigure? {
    let model = report.stored.model
    let input = model.input
    guard units > 0 else { return nil }
    let rows = (0..<units).map(report.firstWeights)
    let largest = rows.joined().lazy.map(\.magnitude).filter(\.isFinite).max() ?? 0
    var gallery = PictureGallery(cell: unitWidth)
    for (unit, row) in rows.enumerated() {
      gallery.append(
        PixelGrid(diverging: row, rows: input.rows, columns: input.columns, largest: largest),
        caption: "unit \(unit)")
    }
    return gallery.figure(
      name: "weights", title: "First-layer weights",
      description: "The weights of \(units) of \(model.network.widths[1]) units as pictures: what "
        + "a unit looks for is red, what speaks against it is blue, up to a magnitude of "
        + "\(NumberText.fixed(Double(largest), decimals: 3)).",
      scale: PictureGallery.Scale(name: "weight", largest: largest))
  }

  private static func activity(_ layer: HiddenActivity.Layer, index: Int) -> BarChart {
    let bins = 20
    var counts = [Int](repeating: 0, count: bins)
    for silence in layer.silence { counts[min(bins - 1, Int(silence * Double(bins)))] += 1 }
    return BarChart(
      title: "Silence of hidden layer \(index + 1)",
      description: "How many of \(layer.active.count) units give zero for which share of the "
        + "images: \(NumberText.percent(layer.zeroShare)) of all outputs are zero, "
        + "\(layer.deadUnits) units always are, \(layer.alwaysActiveUnits) never.",
      xTitle: "share of the test images for which a unit gives zero", yTitle: "units",
      bars: counts.map {
        BarChart.Bar(value: $0 == 0 ? nil : Double($0), note: $0 == 0 ? "" : "\($0)")
      }, format: .plain)
  }
}
