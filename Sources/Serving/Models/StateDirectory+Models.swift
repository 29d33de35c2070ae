import ModelFile
import Posix
import SystemPackage

// The bytes of models that orders mean, each in a file `digits@3#5d20....mlp`.
extension StateDirectory {
  /// The models whose bytes are here.
  ///
  /// What a writer that was killed left unfinished is removed: nobody else writes here.
  func models() throws(PosixError) -> [ModelIdentity] {
    var models: [ModelIdentity] = []
    for name in try Directory.entries(of: directory) {
      let text = name.string
      if text.hasPrefix("."), text.hasSuffix(".partial") {
        try RegularFile.removeIfPresent(directory.appending(name))
      } else if text.hasSuffix(ModelKey.suffix),
        let model = ModelIdentity(String(text.dropLast(ModelKey.suffix.count)))
      {
        models.append(model)
      }
    }
    return models
  }

  /// The bytes of a model, which are those it is called after.
  func bytes(of model: ModelIdentity) throws(ModelRefusal) -> [UInt8] {
    let bytes: [UInt8]
    do throws(PosixError) {
      bytes = try FileContents.readUnlinked(path(of: model), limit: FormatLimits.modelBytes).bytes
    } catch {
      throw ModelRefusal(error)
    }
    let found = ContentDigest(of: bytes)
    guard found == model.digest else {
      throw ModelRefusal(
        text: "\(path(of: model)): expected the SHA-256 of its name, found \(found)")
    }
    return bytes
  }

  /// Writes the bytes of a model, so that not even a power cut loses them afterwards.
  func keep(_ bytes: [UInt8], of model: ModelIdentity) throws(PosixError) {
    try AtomicFile.replace(path(of: model), with: bytes)
  }

  /// Removes the bytes of a model.
  func remove(_ model: ModelIdentity) throws(PosixError) {
    try RegularFile.removeIfPresent(path(of: model))
  }

  private func path(of model: ModelIdentity) -> FilePath {
    directory.appending(model.text + ModelKey.suffix)
  }
}
