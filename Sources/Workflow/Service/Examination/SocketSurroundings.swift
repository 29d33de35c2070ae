internal import Posix
internal import SystemPackage

/// What the system tells of a socket and of the user who may not connect to it.
package struct SocketSurroundings: Sendable, Hashable {
  /// Who owns the socket, and who may write to it, which is the right to connect.
  package struct Owners: Sendable, Hashable {
    package var user: String
    package var group: String
    package var isOpenToGroup: Bool

    package init(user: String, group: String, isOpenToGroup: Bool) {
      self.user = user
      self.group = group
      self.isOpenToGroup = isOpenToGroup
    }
  }

  /// The user who asks.
  package var user: String
  /// Whether what stands there is a socket; true where it cannot be looked at.
  package var isSocket: Bool
  /// Who owns the socket; `nil` where it cannot be looked at.
  package var owners: Owners?
  /// Whether the group lists the user as a member.
  package var isListedInGroup: Bool
  /// Whether systemd manages services here.
  package var hasSystemd: Bool

  package init(
    user: String, isSocket: Bool = true, owners: Owners?, isListedInGroup: Bool, hasSystemd: Bool
  ) {
    self.user = user
    self.isSocket = isSocket
    self.owners = owners
    self.isListedInGroup = isListedInGroup
    self.hasSystemd = hasSystemd
  }

  /// Asks the system.
  init(of path: String) {
    user = SystemNames.user(ProcessIdentity.userID)
    // See sd_booted(3). What cannot be asked about is as good as missing, here and below.
    hasSystemd = (try? Directory.exists("/run/systemd/system")) == true
    guard let status = try? FileStatus(of: FilePath(path)) else {
      isSocket = true
      owners = nil
      isListedInGroup = false
      return
    }
    isSocket = status.kind == .socket
    owners = Owners(
      user: SystemNames.user(status.userID), group: SystemNames.group(status.groupID),
      isOpenToGroup: status.permissions.contains(.groupWrite))
    isListedInGroup = SystemNames.members(ofGroup: status.groupID).contains(user)
  }
}
