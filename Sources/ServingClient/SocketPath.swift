internal import Posix
internal import SystemPackage

/// Where a server's sockets are looked for.
///
/// The first of these that is there: what the user typed, the environment, `/run/mnistd`, and
/// `$XDG_RUNTIME_DIR/mnistd` for a server of the user's own. Where none of them is, the path under
/// `/run/mnistd` is the one that an error should name.
public enum SocketPath {
  /// The path of the data socket.
  ///
  /// - Parameters:
  ///   - typed: what the user named.
  ///   - environment: the value of a variable, `nil` where it is not set.
  ///   - exists: whether a socket stands at a path.
  public static func data(
    typed: String?, environment: (String) -> String?, exists: (String) -> Bool
  ) -> String {
    path(typed, "MNISTD_SOCKET", "data.sock", environment, exists)
  }

  /// The path of the control socket.
  ///
  /// - Parameters:
  ///   - typed: what the user named.
  ///   - environment: the value of a variable, `nil` where it is not set.
  ///   - exists: whether a socket stands at a path.
  public static func control(
    typed: String?, environment: (String) -> String?, exists: (String) -> Bool
  ) -> String {
    path(typed, "MNISTD_CONTROL_SOCKET", "control.sock", environment, exists)
  }

  /// The path of the data socket, by the environment and files of this process.
  public static func data(typed: String?) -> String {
    data(typed: typed, environment: { Environment.value($0) }, exists: isSocket)
  }

  /// The path of the control socket, by the environment and files of this process.
  public static func control(typed: String?) -> String {
    control(typed: typed, environment: { Environment.value($0) }, exists: isSocket)
  }

  private static func path(
    _ typed: String?, _ variable: String, _ name: String, _ environment: (String) -> String?,
    _ exists: (String) -> Bool
  ) -> String {
    if let typed { return typed }
    // An empty variable is how a unit file takes one back.
    if let value = environment(variable), !value.isEmpty { return value }
    let system = "/run/mnistd/\(name)"
    if exists(system) { return system }
    if let directory = environment("XDG_RUNTIME_DIR"), !directory.isEmpty {
      let own = "\(directory)/mnistd/\(name)"
      if exists(own) { return own }
    }
    return system
  }

  /// Whether a socket stands at a path, as far as this user may see.
  ///
  /// Connecting follows symbolic links, so this does too; a dangling one leads to no socket.
  private static func isSocket(_ path: String) -> Bool {
    // What cannot be examined is there: connecting will tell what is wrong with it.
    do { return try FileStatus(of: FilePath(path)).kind == .socket } catch {
      return error.kind != .notFound
    }
  }
}
