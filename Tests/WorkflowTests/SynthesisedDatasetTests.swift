import LinearAlgebra
import MNISTData
import ModelFile
import Posix
import SystemPackage
import Testing
import Workflow

@Suite("Synthesised dataset")
struct SynthesisedDatasetTests {
  @Test("what is written is what is made in memory")
  func roundTrip() throws {
    let scratch = try Scratch()
    let paths = try SynthesisedDataset.write(
      training: 100, test: 20, seed: 3, into: scratch.path("digits"), pool: Samples.pool)
    #expect(paths == SynthesisedDataset.paths(test: 20, into: scratch.path("digits")))
    let made = SynthesisedDataset.make(training: 100, test: 20, seed: 3, pool: Samples.pool)
    let read = try DatasetDirectory(scratch.path("digits")).load(pool: Samples.pool)
    #expect(read.training == made.training && read.test == made.test)
    #expect(read.digests == made.digests)
    #expect(made.synthesis?.seed == 3 && made.synthesis?.trainingCount == 100)
    #expect(read.synthesis == nil)
  }

  @Test("threads do not change the digits", arguments: [1, 3, 4])
  func threads(count: Int) throws {
    let one = SynthesisedDataset.make(training: 130, test: 0, seed: 4, pool: WorkerPool(threads: 2))
    let other = SynthesisedDataset.make(
      training: 130, test: 0, seed: 4, pool: WorkerPool(threads: count))
    #expect(one.training == other.training)
    #expect(one.test == nil)
  }

  @Test("another seed gives other digits, and test digits are no training digits")
  func seeds() throws {
    let one = SynthesisedDataset.make(training: 20, test: 20, seed: 1, pool: Samples.pool)
    let two = SynthesisedDataset.make(training: 20, test: 20, seed: 2, pool: Samples.pool)
    #expect(one.training != two.training)
    #expect(one.training?.images != one.test?.images)
  }

  @Test("without test images there are two files")
  func withoutTestImages() throws {
    let scratch = try Scratch()
    let paths = try SynthesisedDataset.write(
      training: 10, test: 0, seed: 1, into: scratch.path("digits"), pool: Samples.pool)
    #expect(paths.count == 2)
    #expect(try Directory.entries(of: scratch.path("digits")).count == 2)
  }

  private func write(
    seed: UInt64, test: Int = 5, into scratch: Scratch, replacing: Bool = true
  ) throws(WorkflowError) {
    try SynthesisedDataset.write(
      training: 10, test: test, seed: seed, into: scratch.path("d"), replacing: replacing,
      pool: Samples.pool)
  }

  @Test("a data set that cannot be replaced whole is not replaced at all")
  func allOrNothing() throws {
    let scratch = try Scratch()
    try write(seed: 1, into: scratch)
    let names = StandardFile.allCases.map(\.name)
    let before = try names.dropLast().map { try scratch.bytes("d/\($0)") }
    // A directory cannot be replaced by a file.
    try RegularFile.remove(scratch.path("d/\(names[3])"))
    try Directory.create(scratch.path("d/\(names[3])"))
    let error = try #require(
      failure { () throws(WorkflowError) in try write(seed: 2, into: scratch) })
    #expect(error.kind == .environment && error.code == "notRegularFile")
    #expect(try names.dropLast().map { try scratch.bytes("d/\($0)") } == before)
    #expect(try Directory.entries(of: scratch.path("d")).map(\.string) == names.sorted())
  }

  @Test("what another form of the old data set left would be a mixture, so it goes")
  func otherForms() throws {
    let scratch = try Scratch()
    try write(seed: 1, into: scratch, replacing: false)
    for file in StandardFile.allCases {
      try scratch.write([1], "d/\(file.name).gz")
    }
    try write(seed: 2, test: 0, into: scratch)
    #expect(
      try Directory.entries(of: scratch.path("d")).map(\.string)
        == ["train-images-idx3-ubyte", "train-labels-idx1-ubyte"])
    let read = try DatasetDirectory(scratch.path("d")).load(pool: Samples.pool)
    let made = SynthesisedDataset.make(training: 10, test: 0, seed: 2, pool: Samples.pool)
    #expect(read.digests == made.digests)
  }
}
