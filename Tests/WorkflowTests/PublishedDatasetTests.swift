import MNISTData
import ModelFile
import Posix
import SystemPackage
import Testing
import Workflow

@Suite("Published dataset")
struct PublishedDatasetTests {
  private static let fashion: FilePath = "/usr/share/datasets/fashion-mnist"

  @Test(
    "every data set has four files of the sizes of MNIST",
    arguments: PublishedDataset.all.map(\.name))
  func files(name: String) throws {
    let dataset = try #require(PublishedDataset(named: name))
    #expect(dataset.files.map(\.file) == StandardFile.allCases)
    #expect(
      dataset.files.map(\.byteCount)
        == [60_000, 60_000, 10_000, 10_000].enumerated().map { index, count in
          index % 2 == 0 ? 16 + count * 28 * 28 : 8 + count
        })
    #expect(Set(dataset.files.map(\.digest)).count == 4)
    #expect(dataset.files.allSatisfy { $0.archiveByteCount < $0.byteCount })
    #expect(dataset.mirrors.allSatisfy { $0.hasSuffix("/") })
  }

  @Test("an unknown name is none")
  func unknown() {
    #expect(PublishedDataset(named: "MNIST") == nil)
  }

  @Test(
    "the files of MNIST at hand are the published ones",
    .enabled(if: Environment.value("MNIST_DIR") != nil, "MNIST_DIR is not set"))
  func mnist() throws {
    let directory = try #require(Environment.value("MNIST_DIR"))
    let plan = try DatasetFetch(.mnist, into: FilePath(directory)).plan()
    #expect(plan.allSatisfy { $0.state == .present })
  }

  @Test(
    "Debian's files of Fashion-MNIST are right, though compressed otherwise",
    // Whatever keeps it from being seen, it is not there for this purpose.
    .enabled(if: (try? Directory.exists(fashion)) == true, "dataset-fashion-mnist is missing"))
  func fashionMNIST() throws {
    let plan = try DatasetFetch(.fashionMNIST, into: Self.fashion).plan()
    #expect(plan.allSatisfy { $0.state == .present })
    for found in plan {
      // The publisher's archive: with the name of the file (flag 8), and the time of compression.
      let isTraining = [.trainingImages, .trainingLabels].contains(found.file.file)
      let time: UInt32 = isTraining ? 1_504_176_606 : 1_504_176_627
      let header = [0x1F, 0x8B, 8, 8] + (0..<4).map { UInt8(truncatingIfNeeded: time >> ($0 * 8)) }
      let bytes = try FileContents.read(found.path, limit: 1 << 25)
      let archive =
        header + bytes[8..<10] + Array(found.file.file.name.utf8) + [0] + bytes.dropFirst(10)
      #expect(archive.count == found.file.archiveByteCount)
      #expect(ContentDigest(of: archive) == found.file.archiveDigest)
    }
  }
}
