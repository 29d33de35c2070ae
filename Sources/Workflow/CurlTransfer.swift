internal import Dispatch
internal import Subprocess
internal import SystemPackage

/// One run of the program `curl`, which knows redirections, proxies and TLS: it appends what an
/// address holds, from a byte on, to an open file.
///
/// Proxies, certificates and the like are what curl's own environment and `~/.curlrc` say.
struct CurlTransfer: Sendable {
  /// How a run ended.
  enum End: Sendable, Hashable {
    /// All bytes that the server had are in the file.
    case complete
    /// The server or the way to it failed.
    case failed(Failure)
    /// Ctrl-C ended curl, which the terminal tells every program of the job.
    case interrupted
    /// There is no program `curl`.
    case noCurl
  }

  /// Why a run failed.
  struct Failure: Error, Sendable, Hashable {
    /// The exit code of curl (curl(1), EXIT CODES); `nil` where it did not exit by itself.
    let code: Int32?
    /// The reason in curl's words.
    let message: String

    /// Whether the server cannot go on from the byte that was asked for: 33 is its refusal, and
    /// among the HTTP errors (22) it is status 416 (RFC 9110, section 15.5.17).
    var refusesOffset: Bool { code == 33 || code == 22 && message.hasSuffix(" 416") }
    /// Whether the file could not take the bytes.
    var isWriteError: Bool { code == 23 }
  }

  let url: String
  let offset: Int
  let limits: DatasetFetchLimits
  /// What is left of the time for everything.
  let secondsLeft: Double?

  /// How often the caller of ``run(into:watch:)`` is asked.
  private static let interval = DispatchTimeInterval.milliseconds(100)
  /// More than curl has to say.
  private static let messageLimit = 65_536

  /// Runs curl to its end.
  ///
  /// - Parameters:
  ///   - output: the file to append to.
  ///   - watch: called about ten times a second on the caller's thread; curl is stopped as soon as
  ///     it returns false or throws.
  func run<Fault: Error>(
    into output: FileDescriptor, watch: () throws(Fault) -> Bool
  ) throws(Fault) -> End {
    let run = BlockingTask { await end(output: output) }
    while true {
      if let end = run.value(within: CurlTransfer.interval) { return end }
      do {
        if try watch() { continue }
      } catch {
        _ = run.cancel()
        throw error
      }
      return run.cancel()
    }
  }

  private func end(output: FileDescriptor) async -> End {
    do {
      let result = try await Subprocess.run(
        .name("curl"), arguments: Arguments(arguments), input: .none,
        output: .fileDescriptor(output, closeAfterSpawningProcess: false),
        error: .string(limit: CurlTransfer.messageLimit))
      switch result.terminationStatus {
      case .exited(0): return .complete
      case .exited(let code):
        let message = CurlTransfer.reason(result.standardError) ?? "curl exited with \(code)"
        return .failed(Failure(code: code, message: message))
      case .signaled(Signal.interrupt.rawValue): return .interrupted
      case .signaled(let signal):
        return .failed(Failure(code: nil, message: "signal \(signal) ended curl"))
      }
    } catch let error as SubprocessError where error.code == .executableNotFound {
      return .noCurl
    } catch {
      return .failed(Failure(code: nil, message: "curl cannot be run: \(error)"))
    }
  }

  private var arguments: [String] {
    var arguments = [
      "--silent", "--show-error", "--fail", "--globoff", "--no-buffer",
      "--location", "--max-redirs", "5", "--proto", "=http,https", "--proto-redir", "=http,https",
      "--connect-timeout", "\(limits.connectionSeconds)",
      "--speed-limit", "1", "--speed-time", "\(limits.stallSeconds)",
    ]
    if let secondsLeft { arguments += ["--max-time", "\(max(0.1, secondsLeft))"] }
    if offset > 0 { arguments += ["--continue-at", "\(offset)"] }
    return arguments + ["--url", url]
  }

  /// The last line that curl wrote, without its name and number: `curl: (6) Could not ...`.
  private static func reason(_ errors: String) -> String? {
    guard let line = errors.split(whereSeparator: \.isNewline).last else { return nil }
    guard line.hasPrefix("curl: "), let end = line.firstIndex(of: ")") else { return String(line) }
    let words = line[line.index(after: end)...].drop { $0 == " " }
    return words.isEmpty ? nil : words.prefix(1).lowercased() + words.dropFirst()
  }
}
