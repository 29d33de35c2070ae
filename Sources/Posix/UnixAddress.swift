package import SystemPackage

/// The address of a Unix socket: a path, or a name in the kernel's abstract name space.
package struct UnixAddress: Hashable, Sendable {
  /// The bytes that an address holds: 108 with the zero that ends a path; see unix(7).
  package static let byteLimit = 107

  /// The path, or `@` and the abstract name, for messages.
  package let path: FilePath
  /// What the kernel is given: the path, or a zero byte and the abstract name.
  let bytes: [UInt8]

  /// An address in the file system.
  ///
  /// - Throws: `ResourceError` where the path is empty or longer than ``byteLimit``.
  package init(_ path: FilePath) throws(ResourceError) {
    try self.init(path: path, bytes: Array(path.string.utf8))
  }

  /// An address as the service manager writes it: `/a/path`, or `@name` for an abstract one.
  ///
  /// - Throws: `ResourceError` where it is neither, or longer than ``byteLimit``.
  package init(notation: String) throws(ResourceError) {
    let utf8 = Array(notation.utf8)
    switch utf8.first {
    case UInt8(ascii: "/"):
      try self.init(path: FilePath(notation), bytes: utf8)
    case UInt8(ascii: "@") where utf8.count > 1:
      try self.init(path: FilePath(notation), bytes: [0] + utf8.dropFirst(), isAbstract: true)
    default:
      throw .malformedAddress(path: FilePath(notation))
    }
  }

  private init(path: FilePath, bytes: [UInt8], isAbstract: Bool = false) throws(ResourceError) {
    guard !bytes.isEmpty, isAbstract || !bytes.contains(0) else {
      throw .malformedAddress(path: path)
    }
    guard bytes.count <= Self.byteLimit else {
      throw .addressTooLong(path: path, byteCount: bytes.count, limit: Self.byteLimit)
    }
    self.path = path
    self.bytes = bytes
  }

  /// Makes a call that takes the address.
  ///
  /// - Parameter call: is given the path or name, and its number of bytes.
  @unsafe func attempt(
    _ call: (UnsafeRawPointer?, Int) -> Int32
  ) -> Result<Int32, Errno> {
    // SAFETY: the bytes outlive the call.
    unsafe bytes.withUnsafeBytes { bytes in
      SystemCall.attempt { unsafe call(bytes.baseAddress, bytes.count) }
    }
  }
}
