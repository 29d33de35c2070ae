public import MNISTData
public import ModelFile
internal import Posix
internal import SystemPackage

/// A data set in memory, with its identity.
public struct LoadedDataset: Sendable {
  /// Where it came from, for messages.
  public let source: String
  /// The images to train on, where they were read.
  public let training: LabelledImages?
  /// The images to test on, where there are any.
  public let test: LabelledImages?
  /// The identity of the files.
  public let digests: DatasetDigests
  /// What messages call the test images: the path of their file, or `source`.
  public let testImagesName: String
  /// How the images were drawn, where they were synthesised.
  public let synthesis: TrainingData.Synthesis?
  /// The files of the data set, also those that were not read; none where it was made in memory.
  let files: [FilePath]
  /// What is strange about the data but no error.
  public let warnings: [String]

  /// A data set that was made in memory.
  public init(
    _ dataset: Dataset, source: String, synthesis: TrainingData.Synthesis? = nil
  ) {
    self.source = source
    testImagesName = source
    self.synthesis = synthesis
    training = dataset.training
    test = dataset.test
    digests = DatasetDigests(
      training: PartDigests(dataset.training), test: dataset.test.map(PartDigests.init))
    files = []
    warnings = []
  }

  /// The first images to train on alone, as a data set of its own.
  ///
  /// - Throws: ``WorkflowError`` where there are none to train on.
  func training(first maximum: Int) throws(WorkflowError) -> LoadedDataset {
    let training = try requireTraining().prefix(maximum)
    do {
      return LoadedDataset(try Dataset(training: training, test: nil), source: source)
    } catch {
      preconditionFailure("there are no test images that might not fit: \(error)")
    }
  }

  init(
    _ decoded: [StandardFile: DecodedFile], directory: FilePath, files: [FilePath], classes: Int
  ) throws(WorkflowError) {
    source = directory.string
    testImagesName = decoded[.testImages]?.path.string ?? directory.string
    synthesis = nil
    training = try LoadedDataset.join(
      decoded[.trainingImages], decoded[.trainingLabels], classes: classes)
    test = try LoadedDataset.join(decoded[.testImages], decoded[.testLabels], classes: classes)
    if let training, let test, let path = decoded[.testImages]?.path {
      do {
        _ = try Dataset(training: training, test: test, testName: path.string)
      } catch {
        throw WorkflowError(error, path: path)
      }
    }
    digests = DatasetDigests(
      training: PartDigests(decoded[.trainingImages], decoded[.trainingLabels]),
      test: PartDigests(decoded[.testImages], decoded[.testLabels]))
    self.files = files
    warnings =
      digests.test != nil && digests.test?.images.sha256 == digests.training?.images.sha256
      ? ["the test images are the training images: the test accuracy says nothing about new ones"]
      : []
  }

  /// The training images, or the error that there are none.
  func requireTraining() throws(WorkflowError) -> LabelledImages {
    guard let training else {
      throw WorkflowError(
        .environment, code: "noData", "no training images were read", path: source)
    }
    return training
  }

  /// The test images, or the error that there are none.
  public func requireTest() throws(WorkflowError) -> (images: LabelledImages, digests: PartDigests)
  {
    guard let test, let digests = digests.test else {
      throw WorkflowError(.environment, code: "noData", "no test images were read", path: source)
    }
    return (test, digests)
  }

  private static func join(
    _ images: DecodedFile?, _ labels: DecodedFile?, classes: Int
  ) throws(WorkflowError) -> LabelledImages? {
    guard let imagePart = images?.images, let labels, let labelPart = labels.labels else {
      return nil
    }
    do {
      return try LabelledImages(
        images: imagePart, labels: labelPart, classes: classes, name: labels.path.string)
    } catch {
      throw WorkflowError(error, path: labels.path)
    }
  }
}

extension PartDigests {
  init?(_ images: DecodedFile?, _ labels: DecodedFile?) {
    guard let images, let labels else { return nil }
    self.init(images: images.digest, labels: labels.digest)
  }

  init(_ part: LabelledImages) {
    self.init(
      images: FileDigest(
        count: part.count, sha256: ContentDigest(of: IDX.encode(part.images))),
      labels: FileDigest(
        count: part.count, sha256: ContentDigest(of: IDX.encode(labels: part.labels))))
  }
}
