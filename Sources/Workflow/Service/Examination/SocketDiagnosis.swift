package import ServingClient
package import WireProtocol

/// Why a socket of a daemon cannot be used, and what helps.
package struct SocketDiagnosis: Sendable {
  /// Where the socket is looked for.
  let path: String
  /// Which one it is to be.
  let kind: SocketKind
  /// Where the other one is looked for.
  let otherPath: String
  /// What the system tells of it.
  let surroundings: SocketSurroundings

  package init(
    path: String, kind: SocketKind, otherPath: String, surroundings: SocketSurroundings
  ) {
    self.path = path
    self.kind = kind
    self.otherPath = otherPath
    self.surroundings = surroundings
  }

  /// What a daemon's greeting has shown that calls the socket another one.
  package func finding(forOther found: SocketKind) -> Finding {
    fault(
      "\(path) is a \(found) socket of mnistd: expected a \(kind) socket",
      cure: "name the \(kind) socket with \(option)")
  }

  /// What an attempt to use the socket has shown.
  package func finding(for error: ServingError) -> Finding {
    switch error {
    case .cannotConnect(_, let fault, let reason): finding(for: fault, reason)
    case .refused(let refusal): finding(for: refusal)
    case .protocolViolation(let fault):
      fault.subject == .version
        ? otherVersion("\(fault)")
        : self.fault(
          "what answers at \(path) does not speak the protocol of mnistd: \(fault)",
          cure: "name the socket of mnistd with \(option)")
    case .disconnected(_, let reason):
      self.fault("mnistd closed the connection: \(reason)", cure: lookAtLog)
    case .timedOut(_, let milliseconds):
      self.fault("mnistd is silent: no answer in \(milliseconds) ms", cure: restart)
    case .deadlineExceeded, .cancelled, .closed:
      self.fault("\(error)", cure: lookAtLog)
    }
  }

  private func finding(for fault: ServingError.ConnectFault, _ reason: String) -> Finding {
    switch fault {
    case .missing:
      self.fault(
        "nothing stands at \(path): mnistd does not run there", cure: start("enable --now"))
    case .permission: barred
    // The kernel refuses a connection to any file the same way.
    case .refused where !surroundings.isSocket, .notSocket:
      self.fault(
        "what stands at \(path) is no socket", cure: "name the socket of mnistd with \(option)")
    case .refused:
      self.fault(
        "a socket stands at \(path) and nobody listens: its mnistd has ended without removing it",
        cure: start("restart"))
    case .busy:
      self.fault("mnistd at \(path) accepts no connections: \(reason)", cure: restart)
    case .unusablePath:
      self.fault("\(path) is no path of a socket: \(reason)", cure: "use a shorter path")
    case .other:
      self.fault("cannot connect to \(path): \(reason)", cure: "see what the system lacks")
    }
  }

  private func finding(for refusal: Refusal) -> Finding {
    switch refusal.status {
    case .busy:
      .fault(
        .limits, "mnistd takes no more connections: \(refusal.text)",
        cure: "close connections, or raise mnistd's limit with --max-connections or "
          + "--max-connections-per-user")
    case .badVersion: otherVersion(refusal.text)
    case .draining:
      .fault(
        .server, "mnistd is stopping",
        cure: "wait until it has started again: mnistctl status --wait 30")
    default: self.fault("mnistd refused: \(refusal)", cure: lookAtLog)
    }
  }

  /// The user may not connect.
  private var barred: Finding {
    let user = surroundings.user
    guard let owners = surroundings.owners else {
      return fault(
        "user \(user) may not search a directory above \(path)",
        cure: "let the user search it, or name another socket with \(option)")
    }
    guard owners.isOpenToGroup else {
      return fault(
        "\(path) is for user \(owners.user) alone, and this is user \(user)",
        cure: "work as \(owners.user), or open the socket to a group (SocketGroup= and "
          + "SocketMode=0660 of its unit)")
    }
    let group = owners.group
    if surroundings.isListedInGroup {
      return fault(
        "\(path) is for group \(group): user \(user) is in it, but this session began before that",
        cure: "log in again, or run 'newgrp \(group)'")
    }
    // Nobody shall be made a member of root's group to classify digits.
    guard group != "root" else {
      return fault(
        "\(path) is for group root, and user \(user) is not in it",
        cure: "let its owner give it to a group of those who may use it: 'chgrp GROUP \(path)', or "
          + "SocketGroup= of its unit")
    }
    return fault(
      "\(path) is for group \(group), and user \(user) is not in it",
      cure: "run 'sudo usermod -aG \(group) \(user)', then log in again or run 'newgrp \(group)'")
  }

  private func otherVersion(_ text: String) -> Finding {
    .fault(
      .server,
      "mnistd speaks another version of the protocol than this tool's "
        + "\(WireFormat.version).\(WireFormat.minorVersion): \(text)",
      cure: "install mnistd and mnistctl of one release")
  }

  private func fault(_ cause: String, cure: String) -> Finding {
    .fault(kind == .data ? .dataSocket : .controlSocket, cause, cure: cure)
  }

  private var option: String { kind == .data ? "--socket" : "--control-socket" }

  private var isInstalled: Bool { surroundings.hasSystemd && path.hasPrefix("/run/mnistd/") }

  /// - Parameter verb: what systemctl does with the unit of the socket.
  private func start(_ verb: String) -> String {
    if isInstalled {
      let unit = kind == .data ? "mnistd.socket" : "mnistd-control.socket"
      return "run 'sudo systemctl \(verb) \(unit)' ('systemctl status mnistd' tells more)"
    }
    let (data, control) = kind == .data ? (path, otherPath) : (otherPath, path)
    return DaemonStart.advice(dataSocket: data, controlSocket: control)
      + ", or name another socket with \(option)"
  }

  private var restart: String {
    isInstalled
      ? "run 'sudo systemctl restart mnistd' ('journalctl -u mnistd' tells why)"
      : "end that mnistd and start it again"
  }

  private var lookAtLog: String {
    isInstalled ? "see 'journalctl -u mnistd'" : "see what mnistd wrote to its log"
  }
}
