import ArgumentParser
import LinearAlgebra
import ModelFile
import NeuralNet
import Posix
import Presentation
import SystemPackage
import Workflow

/// `mnistctl reproduce`: trains a model again and says whether it is the same.
struct ReproduceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reproduce",
    abstract: "Train again from a model's provenance and compare, bit for bit.",
    discussion: """
      Exits 0 if the tensors are the same, and 1 if not; whether the whole files are the same is \
      reported besides. Threads and kernels may be others than those of the first training. \
      A model of the demo's synthetic digits needs no data: they are drawn again.

      Examples:
        mnistctl reproduce demo.mlp
        mnistctl reproduce model.mlp --data mnist --threads 1
        mnistctl reproduce pupil.mlp --data mnist --teacher teacher.mlp
      """)

  @Argument(help: ArgumentHelp("Model file.", valueName: "model"))
  var model: String

  @Option(
    help: ArgumentHelp(
      "The model that it learned from, if it did; its file's digest is checked.",
      valueName: "model"))
  var teacher: String?

  @OptionGroup var data: DataOptions
  @OptionGroup var compute: ComputeOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    let path = try FilePath(typed: model, for: "<model>")
    let kernels = try ComputeOptions.kernels()
    let pool = try compute.pool()
    let stored = try ModelStore.load(path)
    let settings = stored.model.provenance?.settings
    let teacher = try teacher.map { try ModelStore.load(try FilePath(typed: $0, for: "--teacher")) }
    let dataset = try dataset(of: stored, pool: pool)
    let display = TrainingDisplay(output: output, epochs: settings?.epochs ?? 1)
    let interruption = Interruption()
    defer { display.erase() }
    let reproduction = try Reproduction(
      stored, dataset: dataset, teacher: teacher, pool: pool, kernels: kernels,
      while: { !Interruption.isRequested }, report: display.show)
    interruption.end()
    display.erase()
    guard let reproduction else {
      throw CommandFailure.interrupted("interrupted before the model was trained again")
    }
    if output.json {
      Console.print(JSONLine.encode(ReproductionReport(reproduction)))
    } else {
      Console.print(
        reproduction.isIdentical
          ? "identical: trained again, the model has the same tensors, bit for bit"
          : "differs: trained again, the model has other tensors")
      Console.print(lines: DifferenceText(reproduction.difference).lines)
    }
    if !reproduction.isIdentical { throw ExitStatus.checkFailed }
  }

  private func dataset(of stored: StoredModel, pool: WorkerPool) throws -> LoadedDataset {
    let provenance = stored.model.provenance
    if data.data == nil, let synthesis = provenance?.data?.synthesis {
      return SynthesisedDataset.make(
        training: synthesis.trainingCount, test: synthesis.testCount, seed: synthesis.seed,
        pool: pool)
    }
    return try data.directory().load(
      .all, classes: provenance?.settings?.classes ?? stored.model.network.classes, pool: pool)
  }
}

/// The object that `reproduce --json` prints.
private struct ReproductionReport: Encodable {
  let identical: Bool
  let sameFile: Bool
  let tensorsSHA256: String
  let reproducedTensorsSHA256: String
  let difference: DifferenceReport

  init(_ reproduction: Reproduction) {
    identical = reproduction.isIdentical
    sameFile = reproduction.difference.sameFile
    tensorsSHA256 = "\(reproduction.stored.file.tensorsDigest)"
    reproducedTensorsSHA256 = "\(reproduction.trained.file.tensorsDigest)"
    difference = DifferenceReport(reproduction.difference)
  }
}
