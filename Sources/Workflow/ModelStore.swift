public import ModelFile
internal import Posix
public import SystemPackage

/// A model and the file it was read from.
public struct StoredModel: Sendable {
  /// The model.
  public let model: Model
  /// The file and its digests.
  public let file: StoredFile
}

/// Model files on disk.
public enum ModelStore {
  /// Reads, checks and decodes a model file (verification levels 0 to 3).
  ///
  /// - Throws: ``WorkflowError`` where the file cannot be read or is no legal model file.
  public static func load(_ path: FilePath) throws(WorkflowError) -> StoredModel {
    let bytes = try read(path)
    do {
      let model = try ModelFile.decode(bytes)
      return StoredModel(
        model: model, file: StoredFile(path: path, bytes: bytes, model: model))
    } catch {
      throw WorkflowError(error, path: path)
    }
  }

  /// Encodes a model and replaces the file at a path with it in one step.
  ///
  /// - Throws: ``WorkflowError``; a file that stood there is then untouched.
  @discardableResult
  public static func save(_ model: Model, to path: FilePath) throws(WorkflowError) -> StoredFile {
    let bytes: [UInt8]
    do {
      bytes = try ModelFile.encode(model)
    } catch {
      throw WorkflowError(error, path: path)
    }
    do {
      try AtomicFile.replace(path, with: bytes)
    } catch {
      throw WorkflowError(error)
    }
    return StoredFile(path: path, bytes: bytes, model: model)
  }

  /// The bytes of a model file, bounded by the format's limit.
  public static func read(_ path: FilePath) throws(WorkflowError) -> [UInt8] {
    do {
      return try FileContents.read(path, limit: FormatLimits.modelBytes)
    } catch {
      throw WorkflowError(error)
    }
  }
}

extension StoredFile {
  init(path: FilePath, bytes: [UInt8], model: Model) {
    self.init(
      path: path, byteCount: bytes.count, fileDigest: ContentDigest(of: bytes),
      tensorsDigest: model.tensorsSHA256)
  }
}
