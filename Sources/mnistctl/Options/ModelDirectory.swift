import Posix
import SystemPackage

/// Where the model files of a daemon are.
enum ModelDirectory {
  /// Where the installed service has them.
  static let installed: FilePath = "/var/lib/mnist/models"

  /// The directory that was typed, else that of `MNISTD_MODELS`, else the installed one.
  static func path(typed: String?) throws -> FilePath { try named(typed: typed) ?? installed }

  /// The directory that was typed, else that of `MNISTD_MODELS`; `nil` where neither names one.
  static func named(typed: String?) throws -> FilePath? {
    if let typed { return try FilePath(typed: typed, for: "--models") }
    return Environment.value("MNISTD_MODELS").flatMap { $0.isEmpty ? nil : FilePath($0) }
  }
}
