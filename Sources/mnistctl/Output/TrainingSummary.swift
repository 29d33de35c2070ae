import Presentation
import SystemPackage
import Training
import Workflow

/// What `train` says at the end.
struct TrainingSummary {
  let result: TrainingResult
  let seconds: Double
  let kernels: String
  let threads: Int
  /// What is strange about the data but no error.
  let warnings: [String]

  /// The last event line.
  var event: String {
    JSONLine.encode(
      DoneEvent(
        path: result.file.path.string, fileSHA256: "\(result.file.fileDigest)",
        tensorsSHA256: "\(result.file.tensorsDigest)", testAccuracy: result.test?.accuracy,
        testLoss: result.test?.loss, seconds: seconds, kernels: kernels, threads: threads,
        warnings: warnings))
  }

  /// The result for people.
  var lines: [String] {
    var lines = [
      "saved \(TerminalText.escaped(result.file.path.string))  "
        + "\(ByteCountText.text(result.file.byteCount))  SHA-256 \(result.file.fileDigest)"
    ]
    if let test = result.test {
      lines.append(
        "test accuracy \(NumberText.percent(test.accuracy)) of "
          + "\(NumberText.grouped(test.count)) images, loss "
          + NumberText.fixed(test.loss, decimals: 4))
    }
    lines.append(
      "\(DurationText.text(seconds: seconds)) in all, \(threads) "
        + "\(threads == 1 ? "thread" : "threads"), kernels \(kernels)")
    return lines
  }
}

private struct DoneEvent: Encodable {
  let event = "done"
  let path: String
  let fileSHA256: String
  let tensorsSHA256: String
  let testAccuracy: Double?
  let testLoss: Double?
  let seconds: Double
  let kernels: String
  let threads: Int
  let warnings: [String]

  private enum CodingKeys: CodingKey {
    case event
    case path
    case fileSHA256
    case tensorsSHA256
    case testAccuracy
    case testLoss
    case seconds
    case kernels
    case threads
    case warnings
  }
}
