import Logging
import ModelFile
import Posix
import SystemPackage
import WireProtocol

extension ModelRepository {
  /// Lets the files with these names be read again, whatever they look like.
  func suspect(_ names: [FilePath.Component]) {
    for name in names {
      if let key = ModelKey(fileName: name.string) { files[key]?.stamp = nil }
    }
  }

  /// Lets all files be read again.
  func suspectAll() {
    for key in files.keys { files[key]?.stamp = nil }
  }

  /// Looks at the files of the directory and loads those that are new, newest version first, so
  /// that a name serves the right model at once.
  ///
  /// - Parameter isWanted: which models to look at.
  /// - Throws: what keeps it from looking at the directory; faults of files are in their records.
  func scan(where isWanted: (ModelKey) -> Bool = { _ in true }) throws(PosixError) {
    defer { publishIfChanged() }
    let found: [ModelKey]
    do throws(PosixError) {
      found = try listKeys()
      note(directoryFault: nil)
    } catch {
      note(directoryFault: error)
      isListed = true
      // What the last server had serves; whoever asks for more need not wait for a disk.
      if !residents.isEmpty { complete() }
      throw error
    }
    for key in files.keys.filter(isWanted) where !found.contains(key) { forget(key) }
    let wanted = found.filter(isWanted)
    for key in wanted where files[key] == nil {
      files[key] = KnownFile()
      isChanged = true
    }
    if !isListed {
      isListed = true
      isChanged = true
    }
    // Whoever asks for one of these meanwhile learns that it is worth waiting for.
    publishIfChanged()
    for key in wanted.sorted(by: ModelKey.loadsBefore) {
      look(at: key)
      publishIfChanged()
    }
    if wanted.count == found.count { complete() }
  }

  /// Notes that all has been looked at that can be.
  private func complete() {
    completeKeeping()
    guard !isComplete else { return }
    isComplete = true
    isChanged = true
  }

  /// The models whose files are in the directory.
  func listKeys() throws(PosixError) -> [ModelKey] {
    let listing = try ModelListing(of: configuration.directory)
    pass(over: listing.passedOver)
    return listing.keys
  }

  /// Notes the files that are not looked at; each is told of once.
  private func pass(over names: [String: String]) {
    guard names != passedOver else { return }
    for (name, reason) in names where passedOver[name] != reason {
      logger.log(
        .modelTrouble, .warning, "a file is passed over",
        ["model": "\(name.dropLast(ModelKey.suffix.count))", "reason": "\(reason)"])
    }
    passedOver = names
    isChanged = true
  }

  /// Notes that a file is not there; what came from it serves on.
  private func forget(_ key: ModelKey) {
    guard let known = files[key], known.condition != .gone else { return }
    isChanged = true
    guard known.resident != nil else {
      files[key] = nil
      return
    }
    files[key]?.condition = .gone
    files[key]?.stamp = nil
    files[key]?.reason = "the file is gone"
    logger.log(
      .modelTrouble, .warning, "a model serves on without its file",
      ["model": "\(key.reference)"])
  }

  private func look(at key: ModelKey) {
    // An unloaded file is not read; LOAD does that.
    guard !orders[key.name].unloaded.contains(key.version) else { return }
    let path = configuration.directory.appending(key.fileName)
    var stamp: FileStamp?
    do throws(PosixError) {
      stamp = FileStamp(try FileStatus(ofLink: path))
      if let known = files[key]?.stamp, known == stamp { return }
      // Not kept as the file's fault: another model may make room.
      if let refusal = refusalForLackOfRoom(key) { return refuse(key, refusal, stamp: nil) }
      let (bytes, status) = try FileContents.readUnlinked(path, limit: FormatLimits.modelBytes)
      load(key, bytes: bytes, stamp: FileStamp(status))
    } catch {
      if error.kind == .notFound { return forget(key) }
      // All other faults may pass while the file stays as it is.
      let isLasting = error.kind == .notRegularFile || error.kind == .tooLarge
      refuse(key, ModelRefusal(error), stamp: isLasting ? stamp : nil)
    }
  }

  private func refusalForLackOfRoom(_ key: ModelKey) -> ModelRefusal? {
    let loaded = files.values.count { $0.resident != nil }
    guard files[key]?.resident == nil, loaded >= configuration.maximumModels else { return nil }
    return ModelRefusal(noRoomFor: configuration.maximumModels)
  }

  /// Loads what a file holds, unless it is loaded.
  private func load(_ key: ModelKey, bytes: [UInt8], stamp: FileStamp) {
    let digest = ContentDigest(of: bytes)
    do throws(ModelRefusal) {
      let resident = try loadedResident(key, digest: digest, bytes: bytes)
      let before = files[key]
      files[key] = KnownFile(condition: .loaded, stamp: stamp, resident: resident)
      guard before?.resident !== resident || before?.condition != .loaded else { return }
      isChanged = true
      publishIfChanged()
      guard before?.resident !== resident else { return }
      logger.log(
        .modelLoaded, .notice, "a model was loaded",
        [
          "model": "\(key.reference)", "generation": "\(resident.generation)",
          "sha256": "\(digest)",
        ])
    } catch {
      refuse(key, error, stamp: stamp)
    }
  }

  /// Notes why a file was not loaded; what came from it before serves on.
  private func refuse(_ key: ModelKey, _ refusal: ModelRefusal, stamp: FileStamp?) {
    var known = files[key] ?? KnownFile()
    let isSame = known.condition == .refused && known.reason == refusal.description
    defer { files[key] = known }
    known.stamp = stamp
    // A file that is read again and again for a fault that may pass is told of once.
    guard !isSame || stamp != nil else { return }
    known.condition = .refused
    known.reason = refusal.description
    refusedLoads += 1
    isChanged = true
    logger.log(
      .modelRefused, .error, "a model file was refused",
      ["model": "\(key.reference)", "reason": "\(refusal)"])
  }
}
