import CLinux
import SystemPackage

/// Bytes and descriptors that go in one call.
enum UnixMessage {
  /// Sends a message from a Unix socket, to an address unless it is connected.
  ///
  /// - Parameter waits: whether a blocking socket waits for room, as long as its timeout allows.
  static func send(
    _ bytes: Span<UInt8>, _ descriptors: Span<Int32>, from number: Int32, to address: UnixAddress?,
    waits: Bool = false
  ) -> Result<Int, Errno> {
    precondition(
      descriptors.count <= DescriptorQueue.greatestLimit,
      "\(descriptors.count) descriptors do not fit into a message")
    // SAFETY: bytes, numbers and address are only read, and outlive the call.
    return unsafe bytes.withUnsafeBytes { bytes in
      unsafe descriptors.withUnsafeBufferPointer { numbers in
        unsafe (address?.bytes ?? []).withUnsafeBytes { name in
          SystemCall.attempt {
            unsafe mnistkit_send(
              number, address == nil ? nil : name.baseAddress, name.count, bytes.baseAddress,
              bytes.count, numbers.baseAddress, numbers.count, waits ? 1 : 0)
          }
        }
      }
    }
  }
}
