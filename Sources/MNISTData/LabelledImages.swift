/// Images and what they show.
public struct LabelledImages: Sendable, Hashable {
  /// The images.
  public let images: ImageSet
  /// The class of each image, `[images.count]`, below `classes`.
  public let labels: [UInt8]
  /// The number of classes, 1 to 256; not each of them need occur.
  public let classes: Int

  /// Pairs images with their labels.
  ///
  /// - Parameters:
  ///   - images: the images.
  ///   - labels: the class of each image.
  ///   - classes: the number of classes.
  ///   - name: what errors call the labels, the path of their file for example.
  /// - Precondition: `classes` is within `1...256`.
  /// - Throws: ``IDXError`` where there are not as many labels as images, or where a label is not
  ///   below `classes`.
  public init(
    images: ImageSet, labels: [UInt8], classes: Int = 10, name: String = "labels"
  ) throws(IDXError) {
    guard labels.count == images.count else {
      throw IDXError(
        file: name, fault: .labelCount(expected: images.count, found: labels.count))
    }
    do {
      try IDX.check(labels, classes: classes)
    } catch {
      throw IDXError(file: name, fault: error)
    }
    self.init(images, labels, classes)
  }

  /// Parts that are known to fit.
  private init(_ images: ImageSet, _ labels: [UInt8], _ classes: Int) {
    self.images = images
    self.labels = labels
    self.classes = classes
  }

  /// The number of images.
  public var count: Int { images.count }

  /// A copy of the pixels of image `i`, `[rows, columns]`, and its label.
  public subscript(i: Int) -> (pixels: [UInt8], label: UInt8) {
    (images[i], labels[i])
  }

  /// The first `maximum` images, or all where there are fewer.
  public func prefix(_ maximum: Int) -> LabelledImages {
    LabelledImages(images.prefix(maximum), [UInt8](labels.prefix(maximum)), classes)
  }

  /// The images at `indices`, in that order; an index may come more than once.
  public func select(_ indices: [Int]) -> LabelledImages {
    LabelledImages(images.select(indices), indices.map { labels[$0] }, classes)
  }

  /// How many images there are of each class, `[classes]`.
  public var classCounts: [Int] {
    var counts = [Int](repeating: 0, count: classes)
    for label in labels { counts[Int(label)] += 1 }
    return counts
  }
}
