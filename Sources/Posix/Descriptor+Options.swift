import Glibc

extension Descriptor {
  /// An option of a socket that is one number.
  func option(_ name: Int32) throws(ResourceError) -> Int32 {
    var value: Int32 = 0
    var byteCount = socklen_t(MemoryLayout<Int32>.size)
    try SystemCall.perform(.examineSocket) {
      // SAFETY: the call fills one `Int32`; both outlive it.
      unsafe getsockopt(number, SOL_SOCKET, name, &value, &byteCount)
    }
    return value
  }

  /// Sets an option of a socket that is one number.
  func setOption(_ name: Int32, _ value: Int32) throws(ResourceError) {
    var value = value
    try SystemCall.perform(.configureSocket) {
      // SAFETY: the call reads one `Int32`, which outlives it.
      unsafe setsockopt(
        number, SOL_SOCKET, name, &value, socklen_t(MemoryLayout<Int32>.size))
    }
  }

  /// Bounds how long a blocking socket waits until it can send.
  func setSendTimeout(milliseconds: Int) throws(ResourceError) {
    var time = timeval(tv_sec: milliseconds / 1000, tv_usec: milliseconds % 1000 * 1000)
    try SystemCall.perform(.configureSocket) {
      // SAFETY: the call reads one `timeval`, which outlives it.
      unsafe setsockopt(
        number, SOL_SOCKET, SO_SNDTIMEO, &time, socklen_t(MemoryLayout<timeval>.size))
    }
  }

  /// Makes a Unix socket that is closed when another program is executed.
  static func unixSocket(
    _ kind: __socket_type, isBlocking: Bool = false
  ) throws(ResourceError) -> Descriptor {
    var type = kind.rawValue | SOCK_CLOEXEC.rawValue
    if !isBlocking { type |= SOCK_NONBLOCK.rawValue }
    return Descriptor(
      adopting: try SystemCall.perform(.createSocket) { socket(AF_UNIX, Int32(type), 0) })
  }
}
