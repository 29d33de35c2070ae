internal import LinearAlgebra
internal import ModelFile
public import NeuralNet
internal import SystemPackage

/// The self-test of a model: its samples must give the recorded logits, bit for bit.
public enum SelfTestRun {
  /// Runs the samples of a model.
  ///
  /// - Throws: ``WorkflowError`` of the kind `check`, naming the first sample and class that differ.
  public static func check(
    _ stored: StoredModel, classifier: Classifier
  ) throws(WorkflowError) {
    for (index, sample) in (stored.model.selfTest.samples).enumerated() {
      let logits = classifier.logits(sample.pixels.span, count: 1)
      for (label, pair) in zip(sample.logits, logits).enumerated()
      where pair.0.bitPattern != pair.1.bitPattern {
        throw WorkflowError(
          .check, code: "selfTest",
          "the self-test fails on this CPU with the kernels \(classifier.kernels.name): "
            + "sample \(index), class \(label): expected the logit \(pair.0), found \(pair.1)",
          path: stored.file.path.string, expected: "\(pair.0)", found: "\(pair.1)")
      }
    }
  }
}
