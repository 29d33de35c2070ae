internal import MNISTData
internal import ModelFile
internal import Posix

extension DatasetFetchDownload {
  /// The form in which the download holds the file, or `nil` where it holds anything else.
  func form(of partial: borrowing PartialFile) throws(WorkflowError) -> PublishedFile.Form? {
    try bytes(of: partial).flatMap(file.form)
  }

  /// What a download holds that is not the file, in a few words.
  func content(of partial: borrowing PartialFile) throws(WorkflowError) -> String {
    guard let bytes = try bytes(of: partial) else { return "more than \(file.byteLimit) bytes" }
    do {
      _ = try IDX.decodeLabels(bytes, classes: 256, name: file.name)
    } catch {
      if case .foreign(let format, _) = error.fault { return "\(format)" }
    }
    return "\(bytes.count) bytes with the SHA-256 \(ContentDigest(of: bytes))"
  }

  /// What to do where the files cannot be fetched: get them some other way.
  var byOtherMeans: String {
    "put these files into \(fetch.directory): \(fetch.urls.joined(separator: " "))"
  }

  /// The downloaded bytes; `nil` where they are more than the file could need.
  private func bytes(of partial: borrowing PartialFile) throws(WorkflowError) -> [UInt8]? {
    do {
      return try FileContents.read(partial.path, limit: file.byteLimit)
    } catch  where error.kind == .tooLarge {
      return nil
    } catch {
      throw WorkflowError(error)
    }
  }
}
