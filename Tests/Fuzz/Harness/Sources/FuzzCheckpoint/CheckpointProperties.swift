import Fuzzing
import ModelFile

/// What holds for every input of the checkpoint reader.
enum CheckpointProperties {
  static func check(_ file: [UInt8]) {
    let verdict = decoded(file)
    require(verdict == decoded(file), "the verdict is always the same")
    let model = Result { () throws(ModelFileError) in try ModelFile.decode(file) }
    switch (verdict, model) {
    case (.success, .success): require(false, "a file is a checkpoint or a model, not both")
    case (.success(let checkpoint), .failure(let error)):
      require(error.code == .isCheckpoint, "a reader of models calls a checkpoint so")
      checkAccepted(checkpoint, file)
    case (.failure(let error), .success):
      require(error.code == .isNotCheckpoint, "a reader of checkpoints says what is missing")
      requireLocated(error, file)
    case (.failure(let first), .failure(let second)):
      requireLocated(first, file)
      requireLocated(second, file)
      // Up to the digests the two readers are one.
      require(
        first == second || (first.code.level > .digests && second.code.level > .digests),
        "both readers name the same damage, found \(first) and \(second)")
    }
  }

  private static func decoded(_ file: [UInt8]) -> Result<Checkpoint, ModelFileError> {
    Result { () throws(ModelFileError) in try Checkpoint(decoding: file) }
  }

  private static func checkAccepted(_ checkpoint: Checkpoint, _ file: [UInt8]) {
    require(!checkpoint.values.isEmpty && !checkpoint.tensors.isEmpty, "neither part is empty")
    for (first, second) in zip(checkpoint.tensors, checkpoint.tensors.dropFirst()) {
      require(first.name < second.name, "names ascend")
    }
    for tensor in checkpoint.tensors {
      let matrix = tensor.matrix
      require(matrix.elements.count == matrix.rows * matrix.columns, "a matrix has its elements")
      require(matrix.elements.allSatisfy(\.isFinite), "elements are finite")
      require(checkpoint[tensor: tensor.name] == matrix, "a matrix is found by its name")
    }
    checkEncoding(checkpoint, file)
  }

  /// What a reader takes from a checkpoint it writes again: to the same bytes, unless the file is
  /// of a later version, has other sections, or has vectors, which are matrices in memory.
  private static func checkEncoding(_ checkpoint: Checkpoint, _ file: [UInt8]) {
    do throws(ModelFileError) {
      let encoded = try checkpoint.encode()
      if CheckpointForm.isCanonical(file) {
        require(encoded == file, "a checkpoint is written again with the same bytes")
      } else {
        require(try Checkpoint(decoding: encoded) == checkpoint, "it holds the same when rewritten")
      }
    } catch {
      require(false, "a legal checkpoint can be written, found \(error)")
    }
  }
}
