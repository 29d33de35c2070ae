internal import MNISTData
internal import Posix
public import SystemPackage

/// Brings a published data set into a directory.
///
/// Files that are there and right are left alone. The others are downloaded by `curl` to hidden
/// siblings, checked by their SHA-256, and only then take their names. What broke off stays and is
/// gone on with by the next attempt, also in another process. Where another data set is replaced,
/// images of one never stand beside labels of the other: what does not fit is removed before.
public struct DatasetFetch: Sendable {
  /// What is fetched.
  public let dataset: PublishedDataset
  /// Where to.
  public let directory: FilePath
  /// The addresses to try, in this order; each ends in a slash.
  public let mirrors: [String]
  /// Whether files that are there and not right may be replaced.
  public let isReplacing: Bool
  /// How long to wait.
  public let limits: DatasetFetchLimits

  /// Describes a fetch; nothing is read or written.
  ///
  /// - Parameters:
  ///   - directory: the directory of the files; `nil` for the data set's own in the user's cache.
  ///   - mirrors: the addresses to try in place of the data set's own; none for those.
  ///   - replacing: whether files that are there and not right may be replaced.
  /// - Throws: ``WorkflowError`` where an address is no address of the Web, or there is no cache.
  public init(
    _ dataset: PublishedDataset, into directory: FilePath? = nil, mirrors: [String] = [],
    replacing: Bool = false, limits: DatasetFetchLimits = .patient
  ) throws(WorkflowError) {
    self.dataset = dataset
    if let directory {
      self.directory = directory
    } else {
      self.directory = try dataset.cacheDirectory()
    }
    for mirror in mirrors where !DatasetFetch.isAddress(mirror) {
      throw WorkflowError(
        .usage, code: "mirror",
        "a mirror needs an address: expected http://... or https://..., found '\(mirror)'",
        expected: "http://... or https://...", found: mirror)
    }
    self.mirrors = (mirrors.isEmpty ? dataset.mirrors : mirrors)
      .map { $0.hasSuffix("/") ? $0 : $0 + "/" }
    isReplacing = replacing
    self.limits = limits
  }

  private static func isAddress(_ text: String) -> Bool {
    let isWeb = ["http://", "https://"].contains {
      text.count > $0.count && text.lowercased().hasPrefix($0)
    }
    return isWeb && text.unicodeScalars.allSatisfy { $0.value > 0x20 && $0.value != 0x7F }
  }

  /// The addresses of the four files on the first mirror.
  public var urls: [String] { dataset.files.map { url(of: $0, on: mirrors[0]) } }

  func url(of file: PublishedFile, on mirror: String) -> String { mirror + file.name }

  /// Which files are there and which are missing; nothing is written.
  ///
  /// - Throws: ``WorkflowError`` where a file of the same name holds other data and may not be
  ///   replaced.
  public func plan() throws(WorkflowError) -> [FetchedFile] {
    var files: [FetchedFile] = []
    for file in dataset.files { files.append(try find(file)) }
    return files
  }

  /// Fetches what is missing.
  ///
  /// It waits for other programs. Asynchronous code calls it on a thread of its own, never on one of
  /// Swift's common pool.
  ///
  /// - Parameters:
  ///   - proceed: asked about ten times a second; the fetch ends when it returns false.
  ///   - report: called on the same thread when something happens.
  /// - Returns: the four files.
  /// - Throws: ``WorkflowError``: `environment` where no mirror can be reached (`unreachable`),
  ///   `curl` is missing (`noCurl`), another process fetches the same file (`busy`) or the fetch was
  ///   interrupted (`interrupted`); `input` where a mirror's bytes are not the published ones
  ///   (`digest`).
  public func run(
    while proceed: @escaping () -> Bool = { true },
    report: @escaping (DatasetFetchEvent) -> Void = { _ in }
  ) throws(WorkflowError) -> [FetchedFile] {
    let start = MonotonicClock.seconds
    var files = try plan()
    var mirrors = mirrors
    for (index, found) in files.enumerated() {
      guard found.state == .missing else {
        report(.present(found))
        continue
      }
      do throws(PosixError) {
        try Directory.create(directory)
      } catch {
        throw WorkflowError(error)
      }
      let download = DatasetFetchDownload(
        fetch: self, file: found.file, mirrors: mirrors, start: start, proceed: proceed,
        report: report)
      files[index] = try download.run()
      // The mirror that gave this file is the one to ask first for the next.
      if let working = mirrors.firstIndex(where: { files[index].url == url(of: found.file, on: $0) }
      ) {
        mirrors.swapAt(0, working)
      }
      report(.fetched(files[index]))
    }
    return files
  }

  /// The names under which labels of another data set would stand beside the images in `file`, or
  /// images beside the labels: a mixture that no reader notices.
  func pathsOfWrongPartner(of file: PublishedFile) throws(WorkflowError) -> [FilePath] {
    let name: StandardFile =
      switch file.file {
      case .trainingImages: .trainingLabels
      case .trainingLabels: .trainingImages
      case .testImages: .testLabels
      case .testLabels: .testImages
      }
    guard let partner = dataset.files.first(where: { $0.file == name }),
      try find(partner).state == .missing
    else { return [] }
    return name.candidateNames.map(directory.appending)
  }

  /// What stands in the directory in place of a file.
  private func find(_ file: PublishedFile) throws(WorkflowError) -> FetchedFile {
    let missing = FetchedFile(
      file: file, path: directory.appending(file.name), state: .missing, url: nil, byteCount: nil)
    guard let path = try DatasetDirectory(directory).locate(file.file) else { return missing }
    var byteCount: Int?
    do {
      let bytes = try FileContents.read(path, limit: file.byteLimit)
      if file.form(of: bytes) != nil {
        return FetchedFile(
          file: file, path: path, state: .present, url: nil, byteCount: bytes.count)
      }
      byteCount = bytes.count
    } catch  where error.kind == .tooLarge {
      // Too large to be this file: then it is another.
    } catch {
      throw WorkflowError(error)
    }
    if isReplacing { return missing }
    throw WorkflowError(
      .usage, code: "exists", "the directory holds another file of this name, or a damaged one",
      path: path.string, expected: "\(file.digest)",
      found: byteCount.map { "\($0) other bytes" } ?? "more than \(file.byteLimit) bytes",
      remedy: "name another directory, or replace the file with --force")
  }
}
