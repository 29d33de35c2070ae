public import LinearAlgebra
internal import MNISTData
public import ModelExchange
public import ModelFile
internal import NeuralNet
internal import Posix
public import SystemPackage
internal import Training

/// Models that leave to, and come from, formats of other software.
public enum ModelConversion {
  /// The self-test samples that an imported model gets where nobody says another number.
  public static let defaultSelfTestSamples = 16

  /// The file of a stored model in another format.
  ///
  /// - Throws: ``WorkflowError`` where the format cannot hold the model.
  public static func export(
    _ stored: StoredModel, as format: ExchangeFormat, options: ExportOptions
  ) throws(WorkflowError) -> [UInt8] {
    do {
      return try ModelExport.encode(stored.model, as: format, options: options)
    } catch {
      throw WorkflowError(error, path: stored.file.path)
    }
  }

  /// Replaces the file at a path in one step.
  public static func write(_ bytes: [UInt8], to path: FilePath) throws(WorkflowError) {
    do {
      try AtomicFile.replace(path, with: bytes)
    } catch {
      throw WorkflowError(error)
    }
  }

  /// Reads a file of another format.
  ///
  /// The model gets self-test samples of its own, so that every machine that serves it can prove
  /// that it computes the same.
  ///
  /// - Parameters:
  ///   - format: what the file is; `nil` to go by its first bytes.
  ///   - selfTestSamples: how many samples it gets, 0...64.
  /// - Throws: ``WorkflowError`` where the file cannot be read or is refused.
  public static func load(
    _ path: FilePath, format: ExchangeFormat?, options: ImportOptions,
    selfTestSamples: Int = defaultSelfTestSamples, kernels: KernelSet
  ) throws(WorkflowError) -> Model {
    let bytes: [UInt8]
    do {
      bytes = try FileContents.read(path, limit: ModelImport.byteLimit)
    } catch {
      throw WorkflowError(error)
    }
    var model: Model
    do {
      model = try ModelImport.decode(bytes, from: format, options: options)
    } catch {
      var fault = WorkflowError(error, path: path)
      if error.code == .labels, options.labels != nil {
        // The file may be sound: it is the caller's labels that do not fit it.
        fault.kind = .usage
        fault.remedy = "give --labels a name of its own for each class, or leave it out"
      }
      throw fault
    }
    model.provenance = Provenance(generator: Generator.name)
    let classifier = Classifier(
      network: model.network, normalisation: model.input.normalisation, kernels: kernels)
    model.selfTest = SelfTest(
      samples: samples(model.input, count: selfTestSamples).map {
        SelfTest.Sample(pixels: $0, logits: classifier.logits($0.span, count: 1))
      })
    guard model.selfTest.samples.allSatisfy({ $0.logits.allSatisfy(\.isFinite) }) else {
      throw WorkflowError(
        .input, code: "overflow", "the network's outputs are not finite", path: path.string,
        expected: "finite logits", found: "an overflow", remedy: "check --normalise")
    }
    return model
  }

  /// Measures an imported model with test images; its metrics are those.
  public static func measure(
    _ model: Model, from path: FilePath, dataset: LoadedDataset, pool: WorkerPool,
    kernels: KernelSet
  ) throws(WorkflowError) -> Model {
    let stored = StoredModel(
      model: model, file: StoredFile(path: path, bytes: [], model: model))
    let measured = try ModelEvaluation(stored, dataset: dataset, pool: pool, kernels: kernels)
    var model = model
    model.metrics = Metrics(
      accuracy: measured.evaluation.accuracy, loss: measured.evaluation.loss,
      count: measured.evaluation.count, confusion: measured.evaluation.confusion.counts,
      dataSHA256: measured.digests.combined)
    return model
  }

  /// Images for a self-test: any will do, as long as everybody who imports the file gets the same.
  ///
  /// Synthesised digits where they have the model's size, else bytes of the generator.
  private static func samples(_ input: InputLayout, count: Int) -> [[UInt8]] {
    guard count > 0 else { return [] }
    if input.rows == 28, input.columns == 28 {
      let digits = SynthesisedDataset.make(
        training: count, test: 0, seed: 1, pool: WorkerPool(threads: 1))
      return (0..<count).compactMap { digits.training?.images[$0] }
    }
    let generator = Philox(seed: 1)
    return (0..<count).map { sample in
      (0..<input.pixels).map { pixel in
        let words = generator.words(
          stream: .synthesis, epoch: UInt32(sample), index: UInt64(pixel))
        return UInt8(truncatingIfNeeded: words[0])
      }
    }
  }
}

extension WorkflowError {
  /// A fault in a file of another format, or of a model for one.
  public init(_ error: ModelExchangeError, path: FilePath) {
    self.init(
      .input, code: "\(error.format?.rawValue ?? "exchange").\(error.code.rawValue)", "\(error)",
      path: path.string, offset: error.offset, expected: error.expected, found: error.found)
  }
}
