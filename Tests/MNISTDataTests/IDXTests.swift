import Gzip
import MNISTData
import Testing

@Suite("IDX")
struct IDXTests {
  /// Three images of two rows and four columns.
  let images = ImageSet(rows: 2, columns: 4, pixels: (0..<24).map { UInt8($0 * 10) })
  let labels: [UInt8] = [7, 0, 9]

  @Test("images are written as the format says")
  func imageBytes() {
    #expect(
      IDX.encode(images).prefix(17) == [
        0, 0, 8, 3, 0, 0, 0, 3, 0, 0, 0, 2, 0, 0, 0, 4, 0,
      ])
    #expect(IDX.encode(images).count == 16 + 24)
    #expect(IDX.header(of: images) + images.pixels == IDX.encode(images))
  }

  @Test("labels are written as the format says")
  func labelBytes() {
    #expect(IDX.encode(labels: labels) == [0, 0, 8, 1, 0, 0, 0, 3, 7, 0, 9])
    #expect(IDX.header(ofLabels: labels) == [0, 0, 8, 1, 0, 0, 0, 3])
  }

  @Test("what is written is read back, compressed or not, whatever the name says")
  func roundTrip() throws {
    let imageFile = IDX.encode(images)
    let labelFile = IDX.encode(labels: labels)
    for name in ["images", "images.gz"] {
      #expect(try IDX.decodeImages(imageFile, name: name) == images)
      #expect(try IDX.decodeImages(Gzip.deflate(imageFile), name: name) == images)
      #expect(try IDX.decodeLabels(labelFile, name: name) == labels)
      #expect(try IDX.decodeLabels(Gzip.deflate(labelFile), name: name) == labels)
    }
  }

  @Test("a file may be split over gzip members at any byte", arguments: 0...40)
  func joinedMembers(split: Int) throws {
    let file = IDX.encode(images)
    let joined = Gzip.deflate(Array(file[..<split])) + Gzip.deflate(Array(file[split...]))
    #expect(try IDX.decodeImages(joined, name: "joined") == images)
  }

  @Test(
    "images may have any sides whose product is at most 65,536",
    arguments: [(1, 1), (1, 65_536), (65_536, 1), (256, 256), (32, 32), (3, 7)])
  func imageSizes(rows: Int, columns: Int) throws {
    let images = ImageSet(
      rows: rows, columns: columns, pixels: [UInt8](repeating: 1, count: 2 * rows * columns))
    let decoded = try IDX.decodeImages(IDX.encode(images), name: "images")
    #expect(decoded == images)
    #expect(decoded.count == 2)
  }

  @Test("labels are bounded by the number of classes", arguments: [1, 2, 10, 26, 256])
  func classes(classes: Int) throws {
    let labels = (0..<classes).map { UInt8($0) }
    let file = IDX.encode(labels: labels)
    #expect(try IDX.decodeLabels(file, classes: classes, name: "labels") == labels)
    guard classes > 1 else { return }
    let fault = IDXError.Fault.label(
      index: classes - 1, found: UInt8(classes - 1), classes: classes - 1)
    #expect(throws: IDXError(file: "labels", fault: fault)) {
      try IDX.decodeLabels(file, classes: classes - 1, name: "labels")
    }
  }

  @Test("files are known by their published names")
  func standardNames() {
    #expect(
      StandardFile.trainingImages.candidateNames == [
        "train-images-idx3-ubyte", "train-images-idx3-ubyte.gz",
        "train-images.idx3-ubyte", "train-images.idx3-ubyte.gz",
      ])
    #expect(
      StandardFile.testLabels.candidateNames == [
        "t10k-labels-idx1-ubyte", "t10k-labels-idx1-ubyte.gz",
        "t10k-labels.idx1-ubyte", "t10k-labels.idx1-ubyte.gz",
      ])
    #expect(StandardFile.allCases.map(\.contents) == [.images, .labels, .images, .labels])
  }
}
