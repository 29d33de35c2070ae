import FoundationEssentials
import Gzip
import MNISTData
import Testing

/// Where the real files are, as the environment says it.
private let directory = ProcessInfo.processInfo.environment["MNIST_DIR"]

@Suite("MNIST itself", .enabled(if: directory != nil, "MNIST_DIR names no directory"))
struct MNISTTests {
  private func bytes(_ file: StandardFile) throws -> [UInt8] {
    let directory = try #require(directory)
    for name in file.candidateNames {
      let path = "\(directory)/\(name)"
      guard FileManager.default.fileExists(atPath: path) else { continue }
      return [UInt8](try Data(contentsOf: URL(filePath: path)))
    }
    throw CocoaError(.fileNoSuchFile)
  }

  private func decode(_ images: StandardFile, _ labels: StandardFile) throws -> LabelledImages {
    try LabelledImages(
      images: IDX.decodeImages(bytes(images), name: images.name),
      labels: IDX.decodeLabels(bytes(labels), name: labels.name))
  }

  @Test("the training set has its published size and class counts")
  func training() throws {
    let training = try decode(.trainingImages, .trainingLabels)
    #expect(training.count == 60_000)
    #expect(training.images.rows == 28 && training.images.columns == 28)
    #expect(
      training.classCounts == [
        5_923, 6_742, 5_958, 6_131, 5_842, 5_421, 5_918, 6_265, 5_851, 5_949,
      ])
    #expect(Array(training.labels.prefix(5)) == [5, 0, 4, 1, 9])
  }

  @Test("the test set has its published size and class counts")
  func test() throws {
    let test = try decode(.testImages, .testLabels)
    #expect(test.count == 10_000)
    #expect(test.images.rows == 28 && test.images.columns == 28)
    #expect(
      test.classCounts == [980, 1_135, 1_032, 1_010, 982, 892, 958, 1_028, 974, 1_009])
  }

  @Test("what is decoded gives the uncompressed bytes back", arguments: StandardFile.allCases)
  func identity(file: StandardFile) throws {
    let compressed = try bytes(file)
    let plain =
      Gzip.isGzip(compressed) ? try Gzip.inflate(compressed, limit: 1 << 26) : compressed
    switch file.contents {
    case .images:
      #expect(try IDX.encode(IDX.decodeImages(compressed, name: file.name)) == plain)
    case .labels:
      #expect(try IDX.encode(labels: IDX.decodeLabels(compressed, name: file.name)) == plain)
    }
  }
}
