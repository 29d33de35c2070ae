import LinearAlgebra
import ModelFile
import NeuralNet
import Posix

extension LoadedModel {
  /// Verifies the bytes of a file through level 4, the self-test on this CPU, and packs the model
  /// into memory of its own.
  ///
  /// The self-test runs on the very weights that will answer, so it proves the packing as well and
  /// brings code and weights into the caches.
  ///
  /// - Throws: the refusal, with the error number, offset, expected and found of the first fault.
  convenience init(
    verifying bytes: [UInt8], digest: ContentDigest, kernels: KernelSet
  ) throws(ModelRefusal) {
    var packing: Result<Classifier, ResourceError>?
    let verification = ModelFile.verify(bytes) { model, pixels, count in
      let result = LoadedModel.pack(model, kernels: kernels)
      packing = result
      // Where there is no memory no outputs are given; the true cause is reported below.
      guard case .success(let classifier) = result else { return [] }
      return classifier.logits(pixels.span, count: count)
    }
    if case .failure(let error) = packing { throw ModelRefusal(error) }
    if let error = verification.outcomes.last?.error { throw ModelRefusal(error) }
    guard let model = verification.model else {
      preconditionFailure("a file without a fault holds a model")
    }
    let classifier: Classifier
    do {
      // A file without samples has not been packed yet.
      classifier = try (packing ?? LoadedModel.pack(model, kernels: kernels)).get()
    } catch {
      throw ModelRefusal(error)
    }
    self.init(
      classifier: classifier, input: model.input, labels: model.labels, selfTest: model.selfTest,
      digest: digest, fileByteCount: bytes.count)
  }

  private static func pack(
    _ model: Model, kernels: KernelSet
  ) -> Result<Classifier, ResourceError> {
    do throws(ResourceError) {
      let storage = try MappedElements(count: Classifier.elementCount(of: model.network))
      let classifier = Classifier(
        network: model.network, normalisation: model.input.normalisation, kernels: kernels,
        storage: storage)
      try storage.protect()
      return .success(classifier)
    } catch {
      return .failure(error)
    }
  }
}

extension MappedElements: ElementStorage {}
