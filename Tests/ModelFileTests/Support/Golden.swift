import ModelFile
import Testing

/// The golden files of each version, kept for ever, and the values that they were made from.
enum Golden: String, CaseIterable, Sendable, CustomTestStringConvertible {
  case smallest
  case digits
  case everything
  case quantised
  case augmented
  case annealed

  /// The minor version that introduced what the file holds, and the reader minimum.
  var minor: Int { self == .quantised ? 1 : 0 }
  var file: String { "golden/\(rawValue)-1.\(minor).mlp" }
  var testDescription: String { rawValue }

  func bytes() throws -> [UInt8] { try Fixtures.bytes(file) }

  var model: Model {
    switch self {
    case .smallest: SampleModels.smallest
    case .digits: SampleModels.digits
    case .everything: SampleModels.everything
    case .quantised: SampleModels.quantised
    case .augmented: SampleModels.augmented
    case .annealed: SampleModels.annealed
    }
  }

  /// The golden checkpoint, which is no model.
  static let checkpointFile = "golden/checkpoint-1.0.mlp"
}
