internal import Gzip
internal import ImageInput
internal import MNISTData
internal import Posix
internal import SystemPackage

/// The images of one input, whatever it holds: IDX images, compressed or not, or one picture.
///
/// The kind is told by the first bytes, never by the name.
struct ImageStream {
  /// The number of images.
  let count: Int
  private var rest: Rest

  private enum Rest {
    case images(IDXImageStream)
    case picture([UInt8])
    case nothing
  }

  /// Opens an input and checks what can be checked before the first image.
  ///
  /// - Parameters:
  ///   - face: what the model takes.
  ///   - normaliser: how pictures are brought to MNIST's convention.
  ///   - goesOn: asked while a pipe keeps the reader waiting.
  init(
    _ input: ClassificationInput, face: ModelFace, normaliser: DigitNormaliser,
    while goesOn: @escaping @Sendable () -> Bool
  ) throws(WorkflowError) {
    let path = input.path
    let file = try FileSource(input, while: goesOn)
    let start = try file.readWhole(IDXImageHeader.byteCount)
    if PNG.isPNG(start) || PGM.isPGM(start) {
      let bytes = try ImageStream.readRest(of: file, after: start, path: path)
      count = 1
      rest = .picture(
        try Picture.pixels(bytes, path: path, face: face, normaliser: normaliser))
      return
    }
    let images: IDXImageStream
    if Gzip.isGzip(start) {
      let source = GzipSource(start: start, source: file, path: path)
      images = try IDXImageStream(
        start: source.readWhole(IDXImageHeader.byteCount), source: source, path: path,
        byteCount: nil, rows: face.rows, columns: face.columns)
    } else {
      try ImageStream.refuseUnknown(start, path: path)
      images = try IDXImageStream(
        start: start, source: file, path: path, byteCount: file.byteCount, rows: face.rows,
        columns: face.columns)
    }
    count = images.count
    rest = .images(images)
  }

  /// The pixels of the next images, at most `maximum`; nothing after the last.
  mutating func next(_ maximum: Int) throws(WorkflowError) -> [UInt8] {
    switch rest {
    case .nothing: return []
    case .picture(let pixels):
      rest = .nothing
      return pixels
    case .images(var images):
      let pixels = try images.next(maximum)
      rest = pixels.isEmpty ? .nothing : .images(images)
      return pixels
    }
  }

  /// Refuses what starts as none of the formats, in words that name them all.
  private static func refuseUnknown(_ start: [UInt8], path: FilePath) throws(WorkflowError) {
    try Picture.refuseForeign(start, path: path)
    do {
      _ = try IDXImageHeader(start, name: path.string)
    } catch {
      switch error.fault {
      case .empty, .magic:
        let (expected, found) = ("an idx, png or pgm file", error.fault.found)
        throw WorkflowError(
          .input, code: "unknownFormat",
          "\(path): start of the file at offset 0: expected \(expected), found \(found)",
          path: path.string, offset: 0, expected: expected, found: found)
      default: throw WorkflowError(error, path: path)
      }
    }
  }

  /// What cannot be taken piece by piece, read to its end.
  private static func readRest(
    of file: FileSource, after start: [UInt8], path: FilePath
  ) throws(WorkflowError) -> [UInt8] {
    let limit = DecodedFile.byteLimit
    var bytes = start
    bytes.reserveCapacity(min(file.byteCount ?? 0, limit))
    try file.readWhole(limit + 1, into: &bytes)
    guard bytes.count <= limit else {
      throw WorkflowError(
        PosixError.tooLarge(path: path, byteCount: file.byteCount ?? bytes.count, limit: limit))
    }
    return bytes
  }
}
