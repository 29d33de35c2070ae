import Posix
import SystemPackage

/// The files of a model directory that are called like models, and which of them are looked at.
struct ModelListing {
  /// More files than this are not looked at.
  static let limit = 1024

  /// The models that the names stand for, in the order of the directory.
  private(set) var keys: [ModelKey] = []
  /// Why the other files are passed over, by their names.
  private(set) var passedOver: [String: String] = [:]

  /// Lists a directory.
  init(of directory: FilePath) throws(PosixError) {
    for name in try Directory.entries(of: directory).map(\.string) where ModelKey.claims(name) {
      guard let key = ModelKey(fileName: name) else {
        passedOver[name] =
          "expected a file called NAME.mlp or NAME@VERSION.mlp of letters, digits, '.', '_' and "
          + "'-', found \(name.debugDescription)"
        continue
      }
      if keys.count < Self.limit {
        keys.append(key)
      } else {
        passedOver[name] = "expected at most \(Self.limit) model files, found one more"
      }
    }
  }
}
