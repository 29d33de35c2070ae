import ModelFile
import WireProtocol
import Workflow

/// The versions that users see.
enum ProductVersion {
  /// The version of the model-file format.
  static let modelFile = "\(ModelFile.majorVersion).\(ModelFile.minorVersion)"
  /// The version of the wire protocol.
  static let wireProtocol = "\(WireFormat.version).\(WireFormat.minorVersion)"
  /// The tool and its formats in one line.
  static let text =
    "mnistctl \(Generator.version), model-file format \(modelFile), protocol \(wireProtocol)"
}
