import ModelFile
import Presentation
import SystemPackage
import Training
import Workflow

/// What a search is about to do, for people and for programs.
struct SearchPlanText {
  private let plan: SearchPlan
  private let directory: SearchDirectory

  init(_ plan: SearchPlan, directory: SearchDirectory) {
    self.plan = plan
    self.directory = directory
  }

  /// The plan in one line.
  var line: String {
    let rungs = plan.rungs.map { rung in
      "\(rung.candidates) x \(plan.folds) of \(rung.epochs) "
        + (rung.epochs == 1 ? "epoch" : "epochs")
    }
    return "\(NumberText.grouped(plan.taskCount)) trainings on "
      + "\(NumberText.grouped(plan.data.images.count)) images without one fold of \(plan.folds): "
      + rungs.joined(separator: ", then ")
  }

  /// The plan for people who will run its tasks.
  func lines(isDry: Bool) -> [String] {
    let path = TerminalText.escaped(directory.planPath.string)
    var lines = ["\(isDry ? "would write" : "wrote") \(path)  SHA-256 \(plan.digest)", line]
    for (rung, tasks) in ranges.enumerated() {
      lines.append(
        "tasks \(tasks.lowerBound)-\(tasks.upperBound - 1)"
          + (rung > 0 ? ", when all before have ended" : ""))
    }
    return lines
  }

  private var ranges: [Range<Int>] { plan.rungs.indices.map(plan.tasks(ofRung:)) }

  /// The object of `--json`.
  var report: String {
    JSONLine.encode(
      PlanReport(
        path: directory.planPath.string, planSHA256: plan.digest, tasks: plan.taskCount,
        candidates: plan.candidates.count, folds: plan.folds,
        rungs: zip(plan.rungs, ranges).map { rung, tasks in
          PlanReport.Rung(
            candidates: rung.candidates, epochs: rung.epochs, firstTask: tasks.lowerBound,
            lastTask: tasks.upperBound - 1)
        }))
  }
}

private struct PlanReport: Encodable {
  struct Rung: Encodable {
    let candidates: Int
    let epochs: Int
    let firstTask: Int
    let lastTask: Int
  }

  let path: String
  let planSHA256: String
  let tasks: Int
  let candidates: Int
  let folds: Int
  let rungs: [Rung]
}
