import ModelFile

/// A file that must be refused, with the verdict that every reader must give.
struct BadFile: Sendable {
  let name: String
  let code: ModelFileError.Code
  let offset: Int
  let bytes: [UInt8]
  /// Whether the file is read as a checkpoint and not as a model.
  let isCheckpoint: Bool

  /// A file that was built by hand.
  init(_ name: String, _ code: ModelFileError.Code, at offset: Int, _ bytes: [UInt8]) {
    self.name = name
    self.code = code
    self.offset = offset
    self.bytes = bytes
    isCheckpoint = false
  }

  /// A golden file with a fault that `damage` makes; it returns where the fault lies.
  ///
  /// - Parameter sealed: whether all checksums are made right afterwards.
  init(
    _ name: String, _ code: ModelFileError.Code, _ golden: Golden = .smallest,
    sealed: Bool = true, checkpoint: Bool = false, _ damage: (inout FileEditor) -> Int
  ) throws {
    var file = FileEditor(try golden.bytes())
    self.name = name
    self.code = code
    offset = damage(&file)
    if sealed { file.seal() }
    bytes = file.bytes
    isCheckpoint = checkpoint
  }

  /// The error that the file is refused with; `nil` if it is not.
  func verdict() -> ModelFileError? { BadFile.verdict(bytes, isCheckpoint: isCheckpoint) }

  /// The error that bytes are refused with; `nil` if they are not.
  static func verdict(_ bytes: [UInt8], isCheckpoint: Bool = false) -> ModelFileError? {
    guard isCheckpoint else {
      return ModelFile.verify(bytes, logits: ScalarForward.logits).outcomes.last?.error
    }
    do {
      _ = try Checkpoint(decoding: bytes)
      return nil
    } catch {
      return error
    }
  }
}
