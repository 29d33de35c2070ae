internal import Gzip
public import LinearAlgebra
internal import MNISTData
internal import Posix
internal import Synchronization
public import SystemPackage

/// A directory that holds the four IDX files of a data set.
public struct DatasetDirectory: Sendable {
  /// Which files to read.
  public enum Parts: Sendable, Hashable {
    /// The training files, and the test files where there are any.
    case all
    /// The training files only.
    case training
    /// The test files only.
    case test
  }

  /// Where the files are.
  public let path: FilePath

  /// Names a directory; nothing is read.
  public init(_ path: FilePath) {
    self.path = path
  }

  /// The directory to use: the given one, else `$MNIST_DIR`, else the cache of fetched data sets.
  ///
  /// - Throws: ``WorkflowError`` where none is given and none is there.
  public static func resolve(_ given: FilePath?) throws(WorkflowError) -> DatasetDirectory {
    if let given { return DatasetDirectory(given) }
    if let directory = try atHand() { return directory }
    throw WorkflowError(
      .environment, code: "noData",
      "no data set: neither --data nor MNIST_DIR is given, and none was fetched",
      remedy: "name a directory of IDX files, or get one with 'mnistctl dataset fetch' or "
        + "'mnistctl dataset synthesize'")
  }

  /// The directory that the environment offers, if any.
  ///
  /// A directory that `MNIST_DIR` names is taken at its word; the cache must hold all four files,
  /// which it does not while a fetch goes on or after one that broke off.
  public static func atHand() throws(WorkflowError) -> DatasetDirectory? {
    if let named = Environment.value("MNIST_DIR"), !named.isEmpty {
      return DatasetDirectory(FilePath(named))
    }
    do {
      let cache = DatasetDirectory(try PublishedDataset.mnist.cacheDirectory())
      for file in StandardFile.allCases {
        guard try cache.locate(file) != nil else { return nil }
      }
      return cache
    } catch {
      // Without a home directory, or with one that is barred, there is no cache, which is an
      // answer and no fault.
      return nil
    }
  }

  /// Reads and decodes the files, several at a time.
  ///
  /// - Parameters:
  ///   - classes: the number of classes; a label at or above it is an error. A label is a byte, so
  ///     more than 256 are as good as 256.
  ///   - pool: the threads to use.
  public func load(
    _ parts: Parts = .all, classes: Int = 10, pool: WorkerPool
  ) throws(WorkflowError) -> LoadedDataset {
    let classes = min(max(classes, 1), 256)
    let present = try locate()
    let files = try wanted(parts, of: present)
    // The largest file first: it decides how long reading takes.
    let order = files.keys.sorted { $0.contents == .images && $1.contents == .labels }
    let decoded = Mutex<[StandardFile: Result<DecodedFile, WorkflowError>]>([:])
    pool.forEach(order.count) { index in
      let file = order[index]
      guard let path = files[file] else { return }
      let result = Result { () throws(WorkflowError) in
        try DecodedFile(file, path: path, classes: classes)
      }
      decoded.withLock { $0[file] = result }
    }
    let results = decoded.withLock { $0 }
    var contents: [StandardFile: DecodedFile] = [:]
    for file in StandardFile.allCases {
      if let result = results[file] { contents[file] = try result.get() }
    }
    return try LoadedDataset(
      contents, directory: path, files: Array(present.values), classes: classes)
  }

  /// The path of each file that is there.
  private func locate() throws(WorkflowError) -> [StandardFile: FilePath] {
    do throws(PosixError) {
      guard try Directory.exists(path) else {
        throw PosixError.failed(
          .open, path: path,
          code: try FileStatus.ifPresent(path) == nil ? .noSuchFileOrDirectory : .notDirectory)
      }
    } catch {
      throw WorkflowError(error)
    }
    var files: [StandardFile: FilePath] = [:]
    for file in StandardFile.allCases {
      files[file] = try locate(file)
    }
    return files
  }

  /// The files to read of those that are there; the test files may be missing where training files
  /// are wanted.
  private func wanted(
    _ parts: Parts, of files: [StandardFile: FilePath]
  ) throws(WorkflowError) -> [StandardFile: FilePath] {
    let required: [StandardFile] =
      parts == .test ? [.testImages, .testLabels] : [.trainingImages, .trainingLabels]
    for file in required where files[file] == nil { throw missing(file) }
    guard parts == .all else { return files.filter { required.contains($0.key) } }
    if (files[.testImages] == nil) != (files[.testLabels] == nil) {
      throw missing(files[.testImages] == nil ? .testImages : .testLabels)
    }
    return files
  }

  func locate(_ file: StandardFile) throws(WorkflowError) -> FilePath? {
    for name in file.candidateNames {
      let candidate = path.appending(name)
      do {
        if try FileStatus.ifPresent(candidate) != nil { return candidate }
      } catch {
        throw WorkflowError(error)
      }
    }
    return nil
  }

  private func missing(_ file: StandardFile) -> WorkflowError {
    WorkflowError(
      .environment, code: "noData", "no \(file.name)(.gz) in the data directory",
      path: path.string, expected: file.name,
      remedy:
        "a data set has four files: \(StandardFile.allCases.map(\.name).joined(separator: ", "))"
    )
  }
}
