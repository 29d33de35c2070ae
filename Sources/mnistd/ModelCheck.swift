import Posix
import Serving

/// What `--check` does: it looks at every model file, the state directory and the sockets' paths as
/// the daemon would, and serves nothing.
struct ModelCheck {
  private let configuration: ServerConfiguration

  init(_ configuration: ServerConfiguration) { self.configuration = configuration }

  func run() throws {
    let verdicts: [DirectoryCheck.Verdict]
    do {
      verdicts = try DirectoryCheck(configuration).verdicts()
    } catch {
      throw StartFailure(about: .models, "\(error)")
    }
    for verdict in verdicts {
      try Terminal.write("\(verdict)\n", to: .standardOutput)
    }
    try PlaceCheck(configuration).run()
    let faults = StateCheck(configuration)?.faults() ?? []
    for fault in faults { try Terminal.write("\(fault)\n", to: .standardOutput) }
    let refused = verdicts.count { !$0.isSound }
    if refused > 0 {
      throw StartFailure(
        status: StartFailure.badInput,
        message: "\(configuration.modelDirectory): \(refused) model "
          + (refused == 1 ? "file refused" : "files refused"))
    }
    if let state = configuration.stateDirectory, !faults.isEmpty {
      throw StartFailure(
        status: StartFailure.badInput, message: "\(state): not all orders would hold")
    }
  }
}
