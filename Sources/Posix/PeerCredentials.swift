import CLinux

/// Who a peer was when it connected, told by the kernel.
///
/// User and group are fit for decisions. The process may have ended, and its number may be another
/// one's by now.
package struct PeerCredentials: Hashable, Sendable {
  /// The process that connected; 0 where it is outside this process's name space.
  package let processID: Int32
  /// Its effective user.
  package let userID: UInt32
  /// Its effective group; not its supplementary ones.
  package let groupID: UInt32
}

extension UnixStream {
  /// Who the peer was when it connected; see `SO_PEERCRED` in unix(7).
  package func peerCredentials() throws(ResourceError) -> PeerCredentials {
    var process: Int32 = 0
    var user: UInt32 = 0
    var group: UInt32 = 0
    try SystemCall.perform(.examineSocket) {
      // SAFETY: the call fills three numbers, which outlive it.
      unsafe mnistkit_peer_credentials(number, &process, &user, &group)
    }
    return PeerCredentials(processID: process, userID: user, groupID: group)
  }
}
