package import ModelFile
package import NeuralNet

/// A model file that was read whole, verified on this CPU and made ready to classify.
///
/// A class because it is a resource: its weights live in memory of their own, which goes back to
/// the kernel with it. Only the loader may drop the last reference, so that no worker pays for it.
package final class LoadedModel: Sendable {
  /// The packed network, of which each worker makes its own with `Classifier.init(sharing:)`.
  package let classifier: Classifier
  /// The size of an image.
  package let input: InputLayout
  /// The name of each class.
  package let labels: [String]
  /// Samples with their outputs: what warms a worker up, and what the watchdog runs.
  package let selfTest: SelfTest
  /// SHA-256 of the whole file.
  package let digest: ContentDigest
  /// The size of the file.
  package let fileByteCount: Int

  package init(
    classifier: Classifier, input: InputLayout, labels: [String], selfTest: SelfTest,
    digest: ContentDigest, fileByteCount: Int
  ) {
    self.classifier = classifier
    self.input = input
    self.labels = labels
    self.selfTest = selfTest
    self.digest = digest
    self.fileByteCount = fileByteCount
  }
}
