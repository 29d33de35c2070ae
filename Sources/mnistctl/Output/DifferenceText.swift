import Presentation
import Workflow

/// What `diff` and `reproduce` say to people about two models.
struct DifferenceText {
  let difference: ModelDifference

  init(_ difference: ModelDifference) {
    self.difference = difference
  }

  var lines: [String] {
    if difference.isEmpty { return ["identical: the files have the same bytes"] }
    var lines = [
      difference.sameTensors
        ? "the tensors are the same, bit for bit" : "the tensors differ"
    ]
    lines += difference.tensors.map {
      "tensor \($0.name): \(NumberText.grouped($0.differing)) of \(NumberText.grouped($0.count)) "
        + "elements differ, by at most \($0.largest), from element \($0.firstIndex) on"
    }
    lines += difference.entries.map {
      TerminalText.escaped("\($0.what): \($0.first) and \($0.second)")
    }
    return lines
  }
}

/// The object that `diff --json` prints, also a part of that of `reproduce`.
struct DifferenceReport: Encodable {
  struct Tensor: Encodable {
    let name: String
    let count: Int
    let differing: Int
    let largestDifference: Double
    let firstIndex: Int
  }

  struct Entry: Encodable {
    let what: String
    let first: String
    let second: String
  }

  let identical: Bool
  let sameTensors: Bool
  let tensors: [Tensor]
  let differences: [Entry]

  init(_ difference: ModelDifference) {
    identical = difference.sameFile
    sameTensors = difference.sameTensors
    tensors = difference.tensors.map {
      Tensor(
        name: $0.name, count: $0.count, differing: $0.differing,
        largestDifference: Double($0.largest), firstIndex: $0.firstIndex)
    }
    differences = difference.entries.map {
      Entry(what: $0.what, first: $0.first, second: $0.second)
    }
  }
}
