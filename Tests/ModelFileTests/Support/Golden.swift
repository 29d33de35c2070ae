import ModelFile
import Testing

/// The golden files of version 1.0, kept for ever, and the values that they were made from.
enum Golden: String, CaseIterable, Sendable, CustomTestStringConvertible {
  case smallest
  case digits
  case everything

  var file: String { "golden/\(rawValue)-1.0.mlp" }
  var testDescription: String { rawValue }

  func bytes() throws -> [UInt8] { try Fixtures.bytes(file) }

  var model: Model {
    switch self {
    case .smallest: SampleModels.smallest
    case .digits: SampleModels.digits
    case .everything: SampleModels.everything
    }
  }

  /// The golden checkpoint, which is no model.
  static let checkpointFile = "golden/checkpoint-1.0.mlp"
}
