import ModelFile
import NeuralNet
import Presentation
import SystemPackage
import Workflow

extension ReportTables {
  /// The longest list that is written out; the others are those of epochs and folds, which have
  /// pictures and tables of their own.
  private static let writtenList = 8

  /// What the file says about itself, under the names that the file has for it.
  var provenance: Markup {
    let stored = report.stored
    let model = stored.model
    var table = MarkupTable(
      caption: "Where the model comes from",
      [.init("key", .text), .init("value", .code)])
    table.append(["file", stored.file.path.lastComponent?.string ?? stored.file.path.string])
    table.append(["file size", "\(NumberText.grouped(stored.file.byteCount)) bytes"])
    table.append(["file SHA-256", "\(stored.file.fileDigest)"])
    table.append(["tensors SHA-256", "\(stored.file.tensorsDigest)"])
    table.append(["test data SHA-256", "\(report.measured.digests.combined)"])
    table.append([
      "input",
      "\(model.input.rows) x \(model.input.columns) bytes, mean "
        + "\(model.input.normalisation.mean), deviation "
        + "\(model.input.normalisation.standardDeviation)",
    ])
    table.append(["labels", model.labels.joined(separator: " ")])
    if let provenance = model.provenance {
      append(provenance.values, to: &table)
    } else {
      table.append(["provenance", "none is recorded"])
    }
    append(model.metadata, to: &table)
    if !model.card.isEmpty { table.append(["model card", model.card]) }
    return table.element
  }

  private func append(_ values: TypedValues, to table: inout MarkupTable) {
    for key in values.keys {
      guard let value = values[key] else { continue }
      // The plan of a search is a line of JSON for programs.
      if key == "search.plan" { continue }
      let count =
        switch value {
        case .unsignedList(let list): list.count
        case .doubleList(let list): list.count
        default: 0
        }
      let text = count > Self.writtenList ? "\(count) values" : "\(value)"
      table.append([key, text.isEmpty ? "none" : text])
    }
  }
}
