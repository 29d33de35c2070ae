/// How a daemon is started by hand where there is none.
enum DaemonStart {
  /// A command that works as it stands, and how clients then find the daemon.
  ///
  /// What stands below `/run/mnistd` is the installed service's; a user's own daemon has its
  /// sockets in the working directory.
  static func advice(dataSocket: String, controlSocket: String) -> String {
    func isService(_ path: String) -> Bool { path.hasPrefix("/run/mnistd/") }
    let data = isService(dataSocket) ? "data.sock" : dataSocket
    let control = isService(controlSocket) ? "control.sock" : controlSocket
    let command =
      "start it with 'mkdir -p models && mnistd --models models --socket \(data) "
      + "--control-socket \(control)'"
    return data == dataSocket && control == controlSocket
      ? command : command + " and name its sockets with --socket and --control-socket"
  }

  /// The control socket that belongs to a data socket of which no more is known.
  static func controlSocket(besides dataSocket: String) -> String {
    guard let slash = dataSocket.lastIndex(of: "/") else { return "control.sock" }
    return String(dataSocket[...slash]) + "control.sock"
  }
}
