internal import MNISTData
internal import ModelFile
internal import Posix
internal import SystemPackage

/// The download of one file: from mirror to mirror, with every attempt that may help.
struct DatasetFetchDownload {
  let fetch: DatasetFetch
  let file: PublishedFile
  /// The addresses in the order to try them.
  let mirrors: [String]
  /// When the whole fetch began, in the seconds of the monotonic clock.
  let start: Double
  let proceed: () -> Bool
  let report: (DatasetFetchEvent) -> Void

  /// What one mirror had to give.
  private enum Answer {
    case right(PublishedFile.Form)
    case unreachable(String)
    case wrong(String)
  }

  /// Downloads, checks and places the file.
  func run() throws(WorkflowError) -> FetchedFile {
    let partial = try open()
    var reasons: [String] = []
    var wrong: String?
    for mirror in mirrors {
      let url = fetch.url(of: file, on: mirror)
      let reason: String
      switch try download(url, into: partial) {
      case .right(let form): return try place(partial, as: form, from: url)
      case .unreachable(let words): reason = words
      case .wrong(let found):
        reason = "expected the published bytes, found \(found)"
        wrong = wrong ?? found
      }
      report(.failed(file, url: url, reason: reason))
      reasons.append("from \(mirror): \(reason)")
    }
    let why = "\(failure) \(reasons.joined(separator: ", then "))"
    if let wrong {
      throw WorkflowError(
        .input, code: "digest", why, path: fetch.directory.string, expected: "\(file.digest)",
        found: wrong, remedy: "try another --mirror")
    }
    throw WorkflowError(
      .environment, code: "unreachable", why, path: fetch.directory.string,
      remedy: "check the network and curl's settings for proxies, or " + byOtherMeans)
  }

  private var interruption: WorkflowError {
    WorkflowError(
      .environment, code: "interrupted", "the fetch was interrupted",
      path: fetch.directory.string, remedy: "the same command goes on from there")
  }

  private var failure: String { "cannot fetch \(file.name) into \(fetch.directory)" }

  /// Attempts one mirror until it gives the file or nothing more.
  private func download(
    _ url: String, into partial: borrowing PartialFile
  ) throws(WorkflowError) -> Answer {
    var resumptions = fetch.limits.resumptions
    while true {
      var offset = try byteCount(of: partial)
      if offset >= file.archiveByteCount {
        // An earlier run may have ended between the last byte and the file's name.
        if let form = try form(of: partial) { return .right(form) }
        try empty(partial)
        offset = 0
      }
      switch try transfer(url, from: offset, into: partial) {
      case .complete:
        if let form = try form(of: partial) { return .right(form) }
        let found = try content(of: partial)
        try empty(partial)
        // What was gone on with may have begun as another file.
        if offset == 0 { return .wrong(found) }
      case .failed(let failure) where failure.isWriteError:
        throw WorkflowError(
          .environment, code: "write", "cannot write: \(failure.message)",
          path: partial.path.string, remedy: "is the disk full?")
      case .failed(let failure) where failure.refusesOffset && offset > 0:
        try empty(partial)
      case .failed(let failure):
        let hasGrown = try byteCount(of: partial) > offset
        guard hasGrown, resumptions > 0 else { return .unreachable(failure.message) }
        resumptions -= 1
        report(.failed(file, url: url, reason: failure.message))
      case .interrupted:
        throw interruption
      case .noCurl:
        throw WorkflowError(
          .environment, code: "noCurl", "\(failure): the program curl is missing",
          path: fetch.directory.string, remedy: "install curl, or " + byOtherMeans)
      }
    }
  }

  /// Runs curl once.
  private func transfer(
    _ url: String, from offset: Int, into partial: borrowing PartialFile
  ) throws(WorkflowError) -> CurlTransfer.End {
    let secondsLeft = fetch.limits.totalSeconds.map { $0 - (MonotonicClock.seconds - start) }
    if let secondsLeft, secondsLeft <= 0 {
      return .failed(CurlTransfer.Failure(code: nil, message: "no time is left"))
    }
    report(.started(file, url: url, resumedFrom: offset))
    let transfer = CurlTransfer(
      url: url, offset: offset, limits: fetch.limits, secondsLeft: secondsLeft)
    var isTooLong = false
    let end = try transfer.run(into: partial.descriptor) { () throws(WorkflowError) in
      let byteCount = try byteCount(of: partial)
      report(.progress(file, byteCount: byteCount))
      isTooLong = byteCount > file.byteLimit
      return !isTooLong && proceed()
    }
    // Ctrl-C ends curl too, and curl may be the first to go.
    if !proceed() { return .interrupted }
    // The check of what has come says what is wrong with it.
    return isTooLong ? .complete : end
  }

  /// Gives the file its name, and removes what would be read in its place.
  private func place(
    _ partial: consuming PartialFile, as form: PublishedFile.Form, from url: String
  ) throws(WorkflowError) -> FetchedFile {
    let name = file.name(form)
    let path = fetch.directory.appending(name)
    guard let component = path.lastComponent else { preconditionFailure("\(name) is a name") }
    let stale = fetch.isReplacing ? try fetch.pathsOfWrongPartner(of: file) : []
    do throws(PosixError) {
      let byteCount = try partial.byteCount()
      for path in stale { try RegularFile.removeIfPresent(path) }
      if !stale.isEmpty { try Directory.synchronise(fetch.directory) }
      try partial.commit(as: component)
      for other in file.file.candidateNames where fetch.isReplacing && other != name {
        try RegularFile.removeIfPresent(fetch.directory.appending(other))
      }
      return FetchedFile(file: file, path: path, state: .fetched, url: url, byteCount: byteCount)
    } catch {
      throw WorkflowError(error)
    }
  }

  private func open() throws(WorkflowError) -> PartialFile {
    do {
      return try PartialFile(of: fetch.directory.appending(file.name))
    } catch  where error.code == .wouldBlock {
      throw WorkflowError(
        .environment, code: "busy", "another process fetches \(file.name)",
        path: fetch.directory.string, remedy: "wait for it, and try again")
    } catch {
      throw WorkflowError(error)
    }
  }

  private func byteCount(of partial: borrowing PartialFile) throws(WorkflowError) -> Int {
    do {
      return try partial.byteCount()
    } catch {
      throw WorkflowError(error)
    }
  }

  private func empty(_ partial: borrowing PartialFile) throws(WorkflowError) {
    do {
      try partial.empty()
    } catch {
      throw WorkflowError(error)
    }
  }
}
