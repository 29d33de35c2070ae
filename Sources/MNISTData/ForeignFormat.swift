/// What people are known to hand over instead of an IDX file, told by its first bytes.
public enum ForeignFormat: Sendable, Hashable, CaseIterable {
  /// Still gzip after one inflation: the file was compressed twice.
  ///
  /// A reader that does not inflate meets it as the magic number 529205256, `1F8B0808`.
  case gzip
  /// The error page of a web server, kept under the name of the data.
  ///
  /// The magic number 1010792557 is `<?xm`.
  case webPage
  /// A Zip archive; NumPy's `.npz` and several mirrors' downloads are such.
  case zip
  /// The small text that stands for a file in a Git repository with large file storage.
  case gitLFSPointer
  /// A NumPy array, `.npy`.
  case numpy

  /// Recognises the first bytes of a file; `nil` where they are none of these formats.
  init?(_ start: [UInt8]) {
    let match = ForeignFormat.allCases.first { format in
      format.signatures.contains { start.starts(with: $0) }
    }
    guard let match else { return nil }
    self = match
  }

  private var signatures: [[UInt8]] {
    switch self {
    case .gzip: [[0x1F, 0x8B]]
    case .webPage: ["<?xm", "<!DO", "<!do", "<htm", "<HTM"].map { Array($0.utf8) }
    case .zip: [[0x50, 0x4B, 0x03, 0x04], [0x50, 0x4B, 0x05, 0x06]]
    case .gitLFSPointer: [Array("version https".utf8)]
    case .numpy: [[0x93] + Array("NUMPY".utf8)]
    }
  }
}

extension ForeignFormat: CustomStringConvertible {
  /// The name of the format.
  public var description: String {
    switch self {
    case .gzip: "gzip"
    case .webPage: "a web page"
    case .zip: "a zip archive"
    case .gitLFSPointer: "a git lfs pointer"
    case .numpy: "a numpy array"
    }
  }

  /// What to do about it.
  var advice: String {
    switch self {
    case .gzip: "the data are compressed twice, inflate them once by hand"
    case .webPage: "the download failed, fetch the file again"
    case .zip: "take the idx files out of the archive"
    case .gitLFSPointer: "fetch the file that it points to with git lfs pull"
    case .numpy: "convert the array to idx"
    }
  }
}
