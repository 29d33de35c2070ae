internal import Gzip
public import MNISTData
internal import ModelFile
internal import Posix
public import SystemPackage

/// What an IDX file holds.
public struct DatasetInfo: Sendable {
  /// Where it stands.
  public let path: FilePath
  /// The size of the file as it is, perhaps compressed.
  public let byteCount: Int
  /// Whether it is compressed with gzip.
  public let isCompressed: Bool
  /// The number of images or labels, and the SHA-256 of the uncompressed bytes.
  public let digest: FileDigest
  /// The images; `nil` in a file of labels.
  public let images: ImageSet?
  /// The labels; `nil` in a file of images.
  public let labels: [UInt8]?

  /// Reads the files of a data set's directory, or one file.
  ///
  /// - Throws: ``WorkflowError`` where a file cannot be read or is no IDX file, or a directory holds
  ///   none under the usual names.
  public static func read(_ path: FilePath) throws(WorkflowError) -> [DatasetInfo] {
    let isDirectory: Bool
    do {
      isDirectory = try Directory.exists(path)
    } catch {
      throw WorkflowError(error)
    }
    guard isDirectory else { return [try DatasetInfo(path)] }
    var found: [DatasetInfo] = []
    for file in StandardFile.allCases {
      if let path = try DatasetDirectory(path).locate(file) { found.append(try DatasetInfo(path)) }
    }
    guard !found.isEmpty else {
      throw WorkflowError(
        .environment, code: "noData", "no IDX file under its usual name in the directory",
        path: path.string, expected: StandardFile.allCases.map(\.name).joined(separator: ", "))
    }
    return found
  }

  private init(_ path: FilePath) throws(WorkflowError) {
    let bytes: [UInt8]
    do {
      bytes = try FileContents.read(path, limit: DecodedFile.byteLimit)
    } catch {
      throw WorkflowError(error)
    }
    self.path = path
    byteCount = bytes.count
    isCompressed = Gzip.isGzip(bytes)
    let file = try DatasetInfo.decode(bytes, path: path)
    digest = file.digest
    images = file.images
    labels = file.labels
  }

  /// The name says nothing reliable, so the file's own header decides what it is read as.
  private static func decode(
    _ bytes: [UInt8], path: FilePath
  ) throws(WorkflowError) -> DecodedFile {
    do {
      return try DecodedFile(path: path, bytes: bytes, contents: .images, classes: 256)
    } catch let asImages {
      do {
        return try DecodedFile(path: path, bytes: bytes, contents: .labels, classes: 256)
      } catch let asLabels {
        // The reading that came further is the one that the header asks for.
        throw (asLabels.offset ?? 0) > (asImages.offset ?? 0) ? asLabels : asImages
      }
    }
  }

  /// How often each label occurs, up to the highest one; `nil` in a file of images.
  public var histogram: [Int]? {
    labels.map { labels in
      var counts = [Int](repeating: 0, count: Int(labels.max() ?? 0) + 1)
      for label in labels { counts[Int(label)] += 1 }
      return counts
    }
  }
}
