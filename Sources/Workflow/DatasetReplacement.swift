internal import MNISTData
internal import Posix
internal import SystemPackage

/// Puts a data set into a directory in place of the one that may be there.
///
/// Several files cannot be replaced in one step, and images beside labels of another data set would
/// be a mixture that no reader notices. So all files are written and stored first, which is where
/// a full or failing disk tells; then the old labels go, without which every reader refuses the
/// directory; then images and at last labels take their names.
struct DatasetReplacement {
  /// The directory, which must exist.
  let directory: FilePath
  /// The bytes of each file; what is missing here is missing afterwards.
  var files: [StandardFile: [UInt8]] = [:]

  init(in directory: FilePath) {
    self.directory = directory
  }

  /// Replaces the data set.
  ///
  /// - Throws: `PosixError`; before the old labels are removed, the old data set is untouched.
  func run() throws(PosixError) {
    // What is stored first is renamed last.
    let labels = StandardFile.allCases.filter { $0.contents == .labels }
    let images = StandardFile.allCases.filter { $0.contents == .images }
    try replace((labels + images)[...], targets: [])
    for file in StandardFile.allCases { try removeOthers(of: file) }
  }

  /// Stores the first of the files, does the same with the others, and then renames the first.
  ///
  /// By recursion, because writers cannot be kept in an array.
  private func replace(
    _ rest: ArraySlice<StandardFile>, targets: [FilePath]
  ) throws(PosixError) {
    guard let file = rest.first else { return try removeLabels(targets) }
    guard let bytes = files[file] else { return try replace(rest.dropFirst(), targets: targets) }
    var writer = try AtomicFile.Writer(directory.appending(file.name))
    try writer.write(bytes.span)
    try writer.store()
    let isLabels = file.contents == .labels
    try replace(rest.dropFirst(), targets: isLabels ? targets + [writer.target] : targets)
    try writer.commit()
  }

  /// Removes the old labels and makes sure that this is on the storage device before what follows.
  private func removeLabels(_ targets: [FilePath]) throws(PosixError) {
    for target in targets { try RegularFile.removeIfPresent(target) }
    for file in StandardFile.allCases where file.contents == .labels { try removeOthers(of: file) }
    try Directory.synchronise(directory)
  }

  /// Removes what would be read in place of a file or beside it: other forms of it, or all.
  private func removeOthers(of file: StandardFile) throws(PosixError) {
    for name in file.candidateNames where files[file] == nil || name != file.name {
      try RegularFile.removeIfPresent(directory.appending(name))
    }
  }
}
