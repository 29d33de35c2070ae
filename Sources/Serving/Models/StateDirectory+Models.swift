import ModelFile
import Posix
import SystemPackage

// The bytes of models that orders mean, each in a file `digits@3#5d20....mlp`.
extension StateDirectory {
  /// The models whose bytes are in a directory.
  static func models(in directory: FilePath) throws(PosixError) -> [ModelIdentity] {
    try Directory.entries(of: directory).map(\.string).filter { $0.hasSuffix(ModelKey.suffix) }
      .compactMap { ModelIdentity(String($0.dropLast(ModelKey.suffix.count))) }
  }

  /// The models whose bytes are here.
  ///
  /// What a writer that was killed left unfinished is removed: nobody else writes here.
  func models() throws(PosixError) -> [ModelIdentity] {
    for name in try Directory.entries(of: directory)
    where name.string.hasPrefix(".") && name.string.hasSuffix(".partial") {
      try RegularFile.removeIfPresent(directory.appending(name))
    }
    return try Self.models(in: directory)
  }

  /// The bytes of a model, which are those it is called after.
  func bytes(of model: ModelIdentity) throws(ModelRefusal) -> [UInt8] {
    try Self.bytes(of: model, at: path(of: model))
  }

  /// The bytes of a model in a file, which are those it is called after.
  static func bytes(of model: ModelIdentity, at path: FilePath) throws(ModelRefusal) -> [UInt8] {
    let bytes: [UInt8]
    do throws(PosixError) {
      bytes = try FileContents.readUnlinked(path, limit: FormatLimits.modelBytes).bytes
    } catch {
      throw ModelRefusal(error)
    }
    let found = ContentDigest(of: bytes)
    guard found == model.digest else {
      throw ModelRefusal(text: "\(path): expected the SHA-256 of its name, found \(found)")
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
    directory.appending(model.fileName)
  }
}

extension ModelIdentity {
  /// What its file in a state directory is called.
  var fileName: String { text + ModelKey.suffix }
}
