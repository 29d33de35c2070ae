import MNISTData
import Testing

@Suite("LabelledImages")
struct LabelledImagesTests {
  /// Four images of one row and three columns, image `i` filled with `i`.
  let images = ImageSet(rows: 1, columns: 3, pixels: [0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3])

  private func labelled() throws -> LabelledImages {
    try LabelledImages(images: images, labels: [5, 0, 5, 9])
  }

  @Test("an image comes with its own pixels and label")
  func element() throws {
    let (pixels, label) = try labelled()[2]
    #expect(pixels == [2, 2, 2])
    #expect(label == 5)
    #expect(images.count == 4)
    #expect(images.pixelsPerImage == 3)
    #expect(images[3] == [3, 3, 3])
  }

  @Test("a prefix holds the first images and no more than there are", arguments: 0...6)
  func prefix(maximum: Int) throws {
    let prefix = try labelled().prefix(maximum)
    let count = min(maximum, 4)
    #expect(prefix.count == count)
    #expect(prefix.labels == Array([5, 0, 5, 9].prefix(count)))
    #expect(prefix.images.pixels == Array(images.pixels.prefix(3 * count)))
    #expect(prefix.classes == 10)
  }

  @Test("a selection keeps its order and its repetitions")
  func selection() throws {
    let selection = try labelled().select([3, 0, 3])
    #expect(selection.labels == [9, 5, 9])
    #expect(selection.images.pixels == [3, 3, 3, 0, 0, 0, 3, 3, 3])
    #expect(try labelled().select([]).count == 0)
  }

  @Test("images are counted by class")
  func classCounts() throws {
    #expect(try labelled().classCounts == [1, 0, 0, 0, 0, 2, 0, 0, 0, 1])
  }

  @Test("another number of labels than of images is refused with both", arguments: [0, 3, 5])
  func labelCount(count: Int) {
    let labels = [UInt8](repeating: 0, count: count)
    #expect(
      throws: IDXError(file: "labels.gz", fault: .labelCount(expected: 4, found: count))
    ) {
      try LabelledImages(images: images, labels: labels, name: "labels.gz")
    }
  }

  @Test("a label that is no class is refused with its index")
  func noClass() throws {
    #expect(
      throws: IDXError(file: "labels", fault: .label(index: 3, found: 9, classes: 9))
    ) {
      try LabelledImages(images: images, labels: [5, 0, 5, 9], classes: 9)
    }
    #expect(
      try LabelledImages(images: images, labels: [5, 0, 5, 255], classes: 256).classCounts.count
        == 256)
  }

  @Test("test images of another size than the training images are refused")
  func otherSize() throws {
    let training = try labelled()
    let tall = try LabelledImages(
      images: ImageSet(rows: 3, columns: 1, pixels: [1, 2, 3]), labels: [0])
    #expect(
      throws: IDXError(
        file: "t10k",
        fault: .imageSize(expectedRows: 1, expectedColumns: 3, foundRows: 3, foundColumns: 1))
    ) {
      try Dataset(training: training, test: tall, testName: "t10k")
    }
    #expect(try Dataset(training: training, test: training.prefix(1)).test?.count == 1)
    #expect(try Dataset(training: training, test: nil).test == nil)
  }
}
