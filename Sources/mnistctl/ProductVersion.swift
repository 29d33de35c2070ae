import ModelFile
import Workflow

/// The versions that users see.
enum ProductVersion {
  /// The tool and the format of its model files, in one line.
  static let text =
    "mnistctl \(Generator.version), model-file format \(FormatVersion.current)"
}
