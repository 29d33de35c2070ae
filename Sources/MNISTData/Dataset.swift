/// The images to learn from and, where there are any, the images to be judged by.
public struct Dataset: Sendable, Hashable {
  /// The training images.
  public let training: LabelledImages
  /// The test images; they take no part in training.
  public let test: LabelledImages?

  /// Joins a training set and a test set.
  ///
  /// - Parameters:
  ///   - training: the training images.
  ///   - test: the test images.
  ///   - testName: what errors call the test images, the path of their file for example.
  /// - Precondition: both have the same number of classes.
  /// - Throws: ``IDXError`` where the images of the two are of different size.
  public init(
    training: LabelledImages, test: LabelledImages?, testName: String = "test images"
  ) throws(IDXError) {
    if let test {
      precondition(
        test.classes == training.classes,
        "test images of \(test.classes) classes cannot judge \(training.classes) classes")
      try test.images.requireSize(
        rows: training.images.rows, columns: training.images.columns, name: testName)
    }
    self.training = training
    self.test = test
  }
}

extension ImageSet {
  /// Refuses images that are not of the size that a network, or another set, has.
  ///
  /// - Parameters:
  ///   - rows: the pixel rows that an image must have.
  ///   - columns: the pixel columns that an image must have.
  ///   - name: what the error calls these images, the path of their file for example.
  public func requireSize(rows: Int, columns: Int, name: String) throws(IDXError) {
    guard self.rows == rows, self.columns == columns else {
      throw IDXError(
        file: name,
        fault: .imageSize(
          expectedRows: rows, expectedColumns: columns,
          foundRows: self.rows, foundColumns: self.columns))
    }
  }
}
