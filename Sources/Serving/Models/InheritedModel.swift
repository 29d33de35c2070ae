package import Posix

/// A model's bytes that an earlier process of the server left with the service manager.
///
/// A class, so that files, which have one owner each, can be put into an array.
package final class InheritedModel: Sendable {
  /// The model: `name` or `name@version`.
  package let reference: String
  /// The bytes of its file.
  package let file: MemoryFile

  package init(reference: String, file: consuming MemoryFile) {
    self.reference = reference
    self.file = file
  }
}
