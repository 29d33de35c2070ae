import SystemPackage
import Workflow

/// The object that `dataset fetch --json` prints.
struct FetchReport: Encodable {
  struct File: Encodable {
    let path: String
    let state: String
    let url: OrNull<String>
    let fileBytes: OrNull<Int>
    let sha256: String

    init(_ file: FetchedFile) {
      path = file.path.string
      state = file.state.rawValue
      url = OrNull(file.url)
      fileBytes = OrNull(file.byteCount)
      sha256 = "\(file.file.digest)"
    }
  }

  let dataset: String
  let directory: String
  let files: [File]

  init(_ fetch: DatasetFetch, files: [FetchedFile]) {
    dataset = fetch.dataset.name
    directory = fetch.directory.string
    self.files = files.map(File.init)
  }
}

/// The object that `dataset fetch --print-urls --json` prints.
struct FetchURLs: Encodable {
  let dataset: String
  let urls: [String]
}
