internal import LinearAlgebra
internal import MNISTData
public import ModelFile
internal import NeuralNet
public import SystemPackage
public import Training

/// A training as its files describe it: the settings, and the identity of the data.
///
/// Everything that decides a bit of the model is part of it, and nothing else: no threads, kernels,
/// machine, path or time.
public struct TrainingRecord: Sendable, Hashable {
  /// The settings.
  public let settings: TrainingSettings
  /// How many images the self-test holds.
  public let selfTestSamples: Int
  /// The widths of the network, from the input on.
  public let widths: [Int]
  /// The data.
  public let data: TrainingData
  /// The digest of the file of the teacher, where one is learned from.
  public let teacher: ContentDigest?
  /// What the provenance says besides: the search that has chosen the settings.
  public let additional: TypedValues

  /// Describes a training on a data set.
  public init(
    settings: TrainingSettings, selfTestSamples: Int, dataset: LoadedDataset,
    teacher: StoredModel? = nil, additional: TypedValues = TypedValues()
  ) throws(WorkflowError) {
    let training = try dataset.requireTraining()
    guard let data = TrainingData(dataset) else {
      throw WorkflowError(
        .environment, code: "noData", "no training images were read", path: dataset.source)
    }
    self.settings = settings
    self.selfTestSamples = selfTestSamples
    self.data = data
    self.teacher = teacher?.file.fileDigest
    self.additional = additional
    widths = [training.images.pixelsPerImage] + settings.hidden + [training.classes]
  }

  /// Describes the training of a task of a search, for the state that it may leave.
  init(_ task: SearchTask, settings: TrainingSettings, plan: SearchPlan, digest: String) {
    self.settings = settings
    selfTestSamples = plan.selfTestSamples
    widths = [plan.inputs] + settings.hidden + [plan.classes]
    data = TrainingData(training: plan.data)
    teacher = nil
    var additional = TypedValues()
    additional["search.digest"] = .text(digest)
    additional["search.task"] = .unsigned(UInt64(task.index))
    self.additional = additional
  }

  /// Takes the record from a model's provenance, for the data that it was trained on.
  ///
  /// - Parameter teacher: the model that it learned from, if it did.
  /// - Throws: ``WorkflowError`` where the provenance does not hold the settings, or the data or the
  ///   teacher are other ones.
  public init(
    _ provenance: Provenance, dataset: LoadedDataset, teacher: StoredModel? = nil, path: FilePath
  ) throws(WorkflowError) {
    guard let recorded = provenance.settings, let data = provenance.data else {
      throw WorkflowError(
        .input, code: "noProvenance",
        "the model's provenance does not hold the settings of its training", path: path.string)
    }
    guard let settings = TrainingSettings(recorded) else {
      throw WorkflowError(
        .input, code: "unknownSettings",
        "the model was trained in a way that this version does not know", path: path.string,
        found: "optimiser \(recorded.optimizer.name), schedule \(recorded.schedule.name), "
          + "initialiser \(recorded.initialiser), generator \(recorded.randomGenerator)")
    }
    do {
      try settings.validate()
    } catch {
      let fault = WorkflowError(error)
      throw WorkflowError(
        .input, code: fault.code, "a recorded setting: \(fault.message)", path: path.string,
        expected: fault.expected, found: fault.found)
    }
    try TrainingRecord.requireSame(recorded.distillation?.teacher, teacher, path)
    try self.init(
      settings: settings, selfTestSamples: recorded.selfTestSamples, dataset: dataset,
      teacher: teacher, additional: SearchRecord.values(in: provenance))
    try TrainingRecord.requireSame(
      "training images", data.training.images, self.data.training.images, dataset.source)
    try TrainingRecord.requireSame(
      "training labels", data.training.labels, self.data.training.labels, dataset.source)
  }

  /// Refuses a network whose file would be larger than the format allows, before it is trained.
  func requireRoomInFile() throws(WorkflowError) {
    let parameters = zip(widths, widths.dropFirst()).reduce(0) { $0 + ($1.0 + 1) * $1.1 }
    let byteCount = 4 * parameters + FormatLimits.headBytes
    guard byteCount <= FormatLimits.modelBytes else {
      throw WorkflowError(
        .usage, code: "tooLarge", "a network \(widths) is too large for a model file",
        expected: "at most \(FormatLimits.modelBytes) bytes", found: "\(byteCount) bytes",
        remedy: "take fewer or narrower layers")
    }
  }

  /// All settings and digests by their keys.
  var values: TypedValues { provenance(results: nil).values }

  /// The provenance of a model that came out of the training.
  func provenance(history: [EpochReport], resultEpoch: Int) -> Provenance {
    provenance(
      results: Provenance.Results(
        epochsRun: history.count, bestEpoch: resultEpoch, losses: history.map(\.loss),
        accuracies: history.map(\.accuracy),
        validationLosses: history.compactMap(\.validationLoss),
        validationAccuracies: history.compactMap(\.validationAccuracy)))
  }

  private func provenance(results: Provenance.Results?) -> Provenance {
    Provenance(
      generator: Generator.name, data: data,
      settings: RecordedSettings(
        settings, classes: widths[widths.count - 1], selfTestSamples: selfTestSamples,
        teacher: teacher),
      results: results, additional: additional)
  }

  /// Refuses a teacher that is not the one that a model learned from.
  private static func requireSame(
    _ expected: ContentDigest?, _ teacher: StoredModel?, _ path: FilePath
  ) throws(WorkflowError) {
    let found = teacher?.file.fileDigest
    guard expected != found else { return }
    guard let expected else {
      throw WorkflowError(
        .usage, code: "noTeacher", "the model learned from labels alone", path: path.string,
        expected: "no teacher", found: teacher?.file.path.string,
        remedy: "leave --teacher out")
    }
    let wanted = "SHA-256 \(expected)"
    let given = found.map { "SHA-256 \($0)" } ?? "no teacher"
    throw WorkflowError(
      teacher == nil ? .usage : .input, code: "otherTeacher",
      teacher == nil
        ? "the model learned from a teacher, which is not given: expected \(wanted)"
        : "the model learned from another teacher: expected \(wanted), found \(given)",
      path: (teacher?.file.path ?? path).string, expected: wanted, found: given,
      remedy: "name the teacher's file with --teacher")
  }

  private static func requireSame(
    _ what: String, _ expected: TrainingData.File, _ found: TrainingData.File, _ source: String
  ) throws(WorkflowError) {
    guard expected == found else {
      throw WorkflowError(
        .input, code: "otherData",
        "the \(what) are not those that the model was trained on: expected \(expected.count) with "
          + "SHA-256 \(expected.sha256), found \(found.count) with \(found.sha256)",
        path: source, expected: "SHA-256 \(expected.sha256)",
        found: "SHA-256 \(found.sha256)",
        remedy: "name their directory with --data")
    }
  }
}

extension TrainingData {
  /// The identity of a data set; `nil` where its training files were not read.
  init?(_ dataset: LoadedDataset) {
    guard let training = dataset.digests.training else { return nil }
    self.init(
      training: Files(training), test: dataset.digests.test.map(Files.init),
      synthesis: dataset.synthesis)
  }
}

extension TrainingData.Files {
  init(_ digests: PartDigests) {
    self.init(
      images: TrainingData.File(sha256: digests.images.sha256, count: digests.images.count),
      labels: TrainingData.File(sha256: digests.labels.sha256, count: digests.labels.count))
  }
}
