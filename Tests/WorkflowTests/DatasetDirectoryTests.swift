import LinearAlgebra
import MNISTData
import ModelFile
import Posix
import SystemPackage
import Testing
import Workflow

@Suite("Dataset directory")
struct DatasetDirectoryTests {
  private let scratch: Scratch
  private let directory: DatasetDirectory

  init() throws {
    scratch = try Scratch()
    try Samples.write(to: scratch)
    directory = DatasetDirectory(scratch.path("data"))
  }

  private func fault(_ parts: DatasetDirectory.Parts = .all, classes: Int = 4) -> WorkflowError? {
    failure { () throws(WorkflowError) in
      try directory.load(parts, classes: classes, pool: Samples.pool)
    }
  }

  @Test("what was written is read, for every number of threads", arguments: 1...4)
  func roundTrip(threads: Int) throws {
    let dataset = try directory.load(classes: 4, pool: WorkerPool(threads: threads))
    #expect(try dataset.training == Samples.part(60, from: 0))
    #expect(try dataset.test == Samples.part(20, from: 4_000))
    #expect(dataset.warnings.isEmpty)
    #expect(try dataset.digests == Samples.dataset().digests)
  }

  @Test("a digest is that of the uncompressed file")
  func digests() throws {
    let digests = try directory.load(classes: 4, pool: Samples.pool).digests
    let file = try scratch.bytes("data/t10k-labels-idx1-ubyte")
    #expect(digests.test?.labels.sha256 == ContentDigest(of: file))
    #expect(digests.test?.labels.count == 20)
  }

  @Test("for testing, the training files are neither read nor needed")
  func testOnly() throws {
    try scratch.write([0], "data/train-images-idx3-ubyte")
    try RegularFile.remove(scratch.path("data/train-labels-idx1-ubyte"))
    let dataset = try directory.load(.test, classes: 4, pool: Samples.pool)
    #expect(dataset.training == nil && dataset.digests.training == nil)
    #expect(dataset.test?.count == 20)
  }

  @Test("a file that is missing is named", arguments: StandardFile.allCases)
  func missing(file: StandardFile) throws {
    try RegularFile.remove(scratch.path("data/\(file.name)"))
    let error = try #require(fault())
    #expect(error.kind == .environment && error.code == "noData")
    #expect(error.expected == file.name)
    #expect(error.path == scratch.path("data").string)
  }

  @Test("both test files may be missing, but not for testing")
  func noTestFiles() throws {
    for file in [StandardFile.testImages, .testLabels] {
      try RegularFile.remove(scratch.path("data/\(file.name)"))
    }
    let dataset = try directory.load(classes: 4, pool: Samples.pool)
    #expect(dataset.test == nil && dataset.digests.test == nil)
    #expect(fault(.test)?.expected == StandardFile.testImages.name)
  }

  @Test("a directory that is missing is named")
  func missingDirectory() throws {
    let error = try #require(
      failure { () throws(WorkflowError) in
        try DatasetDirectory("no/such/place").load(pool: Samples.pool)
      })
    #expect(error.kind == .environment && error.code == "notFound")
    #expect(error.path == "no/such/place")
  }

  @Test("labels that are fewer than the images are refused")
  func labelCount() throws {
    let labels = try Samples.part(59, from: 0).labels
    try scratch.write(IDX.encode(labels: labels), "data/train-labels-idx1-ubyte")
    let error = try #require(fault())
    #expect(error.kind == .input && error.code == "idx")
    #expect(error.path == scratch.path("data/train-labels-idx1-ubyte").string)
    #expect(error.expected?.contains("60") == true && error.found?.contains("59") == true)
  }

  @Test("a label beyond the classes is refused with its place")
  func label() throws {
    let error = try #require(fault(classes: 3))
    #expect(error.kind == .input)
    #expect(error.offset == 8 + 3)
    #expect(error.path == scratch.path("data/train-labels-idx1-ubyte").string)
  }

  @Test("test images of another size are refused")
  func imageSize() throws {
    let images = ImageSet(rows: 4, columns: 5, pixels: [UInt8](repeating: 1, count: 400))
    try scratch.write(IDX.encode(images), "data/t10k-images-idx3-ubyte")
    let error = try #require(fault())
    #expect(error.kind == .input)
    #expect(error.path == scratch.path("data/t10k-images-idx3-ubyte").string)
  }

  @Test("the training images as test images are remarked on")
  func sameImages() throws {
    for kind in ["images-idx3-ubyte", "labels-idx1-ubyte"] {
      try scratch.write(try scratch.bytes("data/train-\(kind)"), "data/t10k-\(kind)")
    }
    let dataset = try directory.load(classes: 4, pool: Samples.pool)
    #expect(dataset.warnings.count == 1)
  }

  @Test("a directory that is given is the one that is used")
  func given() throws {
    #expect(try DatasetDirectory.resolve(scratch.path("data")).path == scratch.path("data"))
  }
}
