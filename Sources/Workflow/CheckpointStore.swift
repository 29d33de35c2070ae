internal import LinearAlgebra
internal import ModelFile
internal import NeuralNet
internal import Posix
internal import SystemPackage
internal import Training

/// Checkpoints on disk: a trainer's state with the settings and data that it belongs to.
///
/// `formats/checkpoint.md` lists the keys and tensors.
enum CheckpointStore {
  static func save(
    _ state: TrainerState, record: TrainingRecord, to path: FilePath, syncing: Bool
  ) throws(WorkflowError) {
    let bytes: [UInt8]
    do {
      bytes = try CheckpointState.encode(state, settings: record.values).encode()
    } catch {
      throw WorkflowError(error, path: path)
    }
    do {
      try AtomicFile.replace(path, with: bytes, syncing: syncing)
    } catch {
      throw WorkflowError(error)
    }
  }

  /// Whether a checkpoint stands at a path; false where nothing does.
  ///
  /// - Throws: ``WorkflowError`` where something else stands there, which a training would replace
  ///   and then remove.
  static func isReplaceable(_ path: FilePath) throws(WorkflowError) -> Bool {
    let bytes: [UInt8]
    do {
      if try FileStatus.ifPresent(path) == nil { return false }
      bytes = try FileContents.read(path, limit: FormatLimits.checkpointBytes)
    } catch {
      throw WorkflowError(error)
    }
    do {
      _ = try Checkpoint(decoding: bytes)
      return true
    } catch {
      throw WorkflowError(
        .usage, code: "notCheckpoint", "the file in the checkpoint's place is no checkpoint",
        path: path.string, remedy: "remove it, or keep the checkpoint elsewhere")
    }
  }

  /// Reads the state in a checkpoint whose settings and data are the expected ones.
  static func load(
    _ path: FilePath, expecting record: TrainingRecord
  ) throws(WorkflowError) -> TrainerState {
    let bytes: [UInt8]
    do {
      bytes = try FileContents.read(path, limit: FormatLimits.checkpointBytes)
    } catch {
      var failure = WorkflowError(error)
      if error.kind == .notFound { failure.remedy = "there is nothing to go on from" }
      throw failure
    }
    let checkpoint: Checkpoint
    do {
      checkpoint = try Checkpoint(decoding: bytes)
    } catch {
      var fault = WorkflowError(error, path: path)
      // Nobody has copied it.
      fault.remedy = "remove it, and train from the beginning"
      throw fault
    }
    let expected = record.values
    for key in Set(expected.keys).union(CheckpointState.settingKeys(checkpoint.values)).sorted()
    where expected[key] != checkpoint.values[key] {
      let wanted = expected[key].map { "\($0)" } ?? "none"
      let found = checkpoint.values[key].map { "\($0)" } ?? "none"
      throw WorkflowError(
        .usage, code: "otherSettings",
        "the checkpoint belongs to another training: \(key) is \(found) there and \(wanted) here",
        path: path.string, expected: wanted, found: found,
        remedy: "go on with the settings and data that it was started with")
    }
    do {
      return try CheckpointState.decode(checkpoint, widths: record.widths)
    } catch {
      throw WorkflowError(
        .input, code: "checkpoint", "the checkpoint is incomplete: \(error)", path: path.string,
        remedy: "remove it, and train from the beginning")
    }
  }
}
