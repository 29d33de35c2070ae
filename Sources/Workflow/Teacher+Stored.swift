internal import ModelFile
internal import NeuralNet
internal import SystemPackage
internal import Training

extension Teacher {
  /// Takes the teacher out of a model file.
  ///
  /// - Throws: ``WorkflowError`` where it is a network of 8-bit integers: its logits are coarse, and
  ///   training has no place for them.
  init(_ stored: StoredModel) throws(WorkflowError) {
    guard case .float32(let network) = stored.model.network else {
      throw WorkflowError(
        .input, code: "quantisedTeacher", "the teacher is a network of 8-bit integers",
        path: stored.file.path.string, expected: "32-bit floating point", found: "8-bit integers",
        remedy: "take the model that it was quantised from")
    }
    self.init(network: network, normalisation: stored.model.input.normalisation)
  }
}
