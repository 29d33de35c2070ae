import LinearAlgebra
import MNISTData
import ModelFile
import Posix
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
}
