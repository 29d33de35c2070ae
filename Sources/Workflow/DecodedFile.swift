internal import MNISTData
internal import ModelFile
internal import Posix
internal import SystemPackage

/// One IDX file, decoded, with the digest of its uncompressed bytes.
struct DecodedFile: Sendable {
  /// What an IDX file holds.
  enum Contents: Sendable {
    case images(ImageSet)
    case labels([UInt8])
  }

  let path: FilePath
  let contents: Contents
  let digest: FileDigest

  /// More than any gzip member of the largest data set could need: deflate never adds a quarter.
  static let byteLimit = IDX.largestElementCount + IDX.largestElementCount / 4

  init(_ file: StandardFile, path: FilePath, classes: Int) throws(WorkflowError) {
    let bytes: [UInt8]
    do {
      bytes = try FileContents.read(path, limit: DecodedFile.byteLimit)
    } catch {
      throw WorkflowError(error)
    }
    try self.init(path: path, bytes: bytes, contents: file.contents, classes: classes)
  }

  init(
    path: FilePath, bytes: [UInt8], contents kind: IDX.Contents, classes: Int
  ) throws(WorkflowError) {
    self.path = path
    do {
      switch kind {
      case .images:
        let images = try IDX.decodeImages(bytes, name: path.string)
        contents = .images(images)
        digest = FileDigest(
          count: images.count,
          sha256: ContentDigest(ofAll: [IDX.header(of: images)[...], images.pixels[...]]))
      case .labels:
        let labels = try IDX.decodeLabels(bytes, classes: classes, name: path.string)
        contents = .labels(labels)
        digest = FileDigest(
          count: labels.count,
          sha256: ContentDigest(ofAll: [IDX.header(ofLabels: labels)[...], labels[...]]))
      }
    } catch {
      throw WorkflowError(error, path: path)
    }
  }

  var images: ImageSet? {
    if case .images(let images) = contents { images } else { nil }
  }

  var labels: [UInt8]? {
    if case .labels(let labels) = contents { labels } else { nil }
  }
}
