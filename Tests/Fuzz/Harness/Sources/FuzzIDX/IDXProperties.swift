import Fuzzing
import Gzip
import MNISTData

/// What holds for every input of the IDX reader: the path from a file's bytes to a data set.
enum IDXProperties {
  static func check(_ file: [UInt8]) {
    let images = decodedImages(file)
    let labels = decodedLabels(file, classes: 256)
    if let rule = IDXRule.verdict(file) {
      require(
        ((try? images.get()) != nil) == rule.isImages
          && ((try? labels.get()) != nil) == rule.isLabels,
        "the verdict is the rule's, found \(images) and \(labels)")
    }
    switch (images, labels) {
    case (.success, .success): require(false, "a file holds images or labels, not both")
    case (.success(let images), .failure(let error)):
      require(error.fault == .imagesForLabels, "images are no labels, and called so")
      checkAccepted(images, file)
    case (.failure(let error), .success(let labels)):
      require(error.fault == .labelsForImages, "labels are no images, and called so")
      checkAccepted(labels, file)
    case (.failure(let first), .failure(let second)):
      checkRefused(first, file)
      checkRefused(second, file)
    }
  }

  private static func decodedImages(_ file: [UInt8]) -> Result<ImageSet, IDXError> {
    Result { () throws(IDXError) in try IDX.decodeImages(file, name: "images") }
  }

  private static func decodedLabels(
    _ file: [UInt8], classes: Int
  ) -> Result<[UInt8], IDXError> {
    Result { () throws(IDXError) in
      try IDX.decodeLabels(file, classes: classes, name: "labels")
    }
  }

  private static func checkAccepted(_ images: ImageSet, _ file: [UInt8]) {
    require(
      images.count > 0 && images.rows > 0 && images.columns > 0
        && images.pixels.count == images.count * images.rows * images.columns,
      "the sizes and the pixels fit")
    let encoded = IDX.encode(images)
    checkContent(encoded, file)
    checkPairing(images)
    // Setting up a compressor takes longer than all the rest.
    var dice = Dice(for: file)
    guard dice.roll(32) == 0 else { return }
    require(
      decodedImages(Gzip.deflate(encoded, level: 1)) == .success(images),
      "the compressed file decodes to the same images")
  }

  private static func checkAccepted(_ labels: [UInt8], _ file: [UInt8]) {
    checkContent(IDX.encode(labels: labels), file)
    let classes = Int(labels.max() ?? 0) + 1
    require(decodedLabels(file, classes: classes) == .success(labels), "enough classes are enough")
    guard classes > 1 else { return }
    guard case .failure(let error) = decodedLabels(file, classes: classes - 1),
      case .label(let index, let found, classes - 1) = error.fault
    else { return require(false, "a label that is no class is refused") }
    require(labels[index] == found && Int(found) == classes - 1, "the label at fault is named")
    requireOneLine(error.description)
  }

  /// A file that decodes has no freedom left: encoding gives its uncompressed bytes again.
  private static func checkContent(_ encoded: [UInt8], _ file: [UInt8]) {
    let content =
      Gzip.isGzip(file) ? try? Gzip.inflate(file, limit: encoded.count) : file
    require(content == encoded, "encoding gives the uncompressed file again")
  }

  /// Joins the images with labels made from their pixels, as loading a directory does.
  private static func checkPairing(_ images: ImageSet) {
    let labels = (0..<images.count).map { images.pixels[$0 * images.pixelsPerImage] % 10 }
    do throws(IDXError) {
      let set = try LabelledImages(images: images, labels: labels, classes: 10)
      require(set.classCounts.reduce(0, +) == images.count, "each image has one class")
      require(set[images.count - 1].pixels.count == images.pixelsPerImage, "an image is whole")
      _ = try Dataset(training: set, test: set.prefix(1))
    } catch {
      require(false, "images and labels of the same count are joined, found \(error)")
    }
    do throws(IDXError) {
      _ = try LabelledImages(images: images, labels: labels + [0], classes: 10)
      require(false, "one label too many is refused")
    } catch {
      require(
        error.fault == .labelCount(expected: images.count, found: images.count + 1),
        "the counts are named")
    }
  }

  private static func checkRefused(_ error: IDXError, _ file: [UInt8]) {
    requireOneLine(error.description)
    switch error.fault {
    case .gzip(let error):
      require((0...file.count).contains(error.offset), "\(error) lies within the file")
    case .dataCut(let expected, let found): require(found < expected, "cut means too few")
    case .dataGoOn(let expected, let found, let isExact):
      require(found > expected, "going on means too many")
      require(!isExact || found == file.count, "an exact length is the file's")
    case .headerCut(let expected, let found): require(found < expected, "cut means too few")
    default: break
    }
  }
}
