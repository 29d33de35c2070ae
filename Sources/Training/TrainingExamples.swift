/// Labelled images as training sees them: bytes and class indices.
public struct TrainingExamples: Sendable {
  /// The number of pixels of an image.
  public let inputs: Int
  /// The number of columns of an image, a divisor of `inputs`; augmentation needs to know.
  public let columns: Int
  /// The number of classes, 1...256.
  public let classes: Int
  /// The images, `[count, inputs]` in row-major order.
  public let pixels: [UInt8]
  /// The class of each image, `[count]`, each below `classes`.
  public let labels: [UInt8]

  /// The number of images.
  public var count: Int { labels.count }
  /// The number of rows of an image.
  public var rows: Int { inputs / columns }

  /// Creates examples from bytes that fit together.
  ///
  /// - Parameter columns: the columns of an image; without it an image is one row.
  public init(
    inputs: Int, columns: Int? = nil, classes: Int, pixels: [UInt8], labels: [UInt8]
  ) throws(TrainingError) {
    guard inputs > 0, (1...256).contains(classes), !labels.isEmpty, labels.count <= Int(Int32.max)
    else {
      throw .examples(
        expected: "at least one pixel, one image and 1 to 256 classes",
        found: "\(inputs) pixels, \(labels.count) images and \(classes) classes")
    }
    let (byteCount, overflow) = inputs.multipliedReportingOverflow(by: labels.count)
    guard !overflow, pixels.count == byteCount else {
      throw .examples(
        expected: "\(inputs) pixels for each of \(labels.count) labels",
        found: "\(pixels.count) pixels")
    }
    if let index = labels.firstIndex(where: { Int($0) >= classes }) {
      throw .examples(
        expected: "labels below \(classes)", found: "label \(labels[index]) at image \(index)")
    }
    let columns = columns ?? inputs
    guard columns > 0, inputs.isMultiple(of: columns) else {
      throw .examples(
        expected: "columns that divide \(inputs) pixels", found: "\(columns) columns")
    }
    self.inputs = inputs
    self.columns = columns
    self.classes = classes
    self.pixels = pixels
    self.labels = labels
  }
}
