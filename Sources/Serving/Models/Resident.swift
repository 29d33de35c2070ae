import ModelFile

/// A loaded model as the repository keeps it: under a name and version, with a generation.
///
/// A class because it has an identity: several places of the repository mean the same one. It
/// stays on the loader's thread.
final class Resident {
  /// The file it came from.
  let key: ModelKey
  /// What workers use.
  let loaded: LoadedModel
  /// The bytes of its file, shared with no other resident; `nil` where nothing ever asks for them.
  let sealed: SealedModel?
  /// The moment of loading on the monotonic clock.
  let loadedMilliseconds: UInt64
  /// The number of its answers; 0 until it is published.
  var generation: UInt32 = 0

  init(key: ModelKey, loaded: LoadedModel, sealed: SealedModel?, loadedMilliseconds: UInt64) {
    self.key = key
    self.loaded = loaded
    self.sealed = sealed
    self.loadedMilliseconds = loadedMilliseconds
  }

  /// SHA-256 of its file.
  var digest: ContentDigest { loaded.digest }
  /// What outlives the server under this name.
  var identity: ModelIdentity { ModelIdentity(key: key, digest: digest) }

  /// The model as workers know it.
  var served: ServedModel {
    ServedModel(generation: generation, name: key.name, version: key.version, loaded: loaded)
  }
}
