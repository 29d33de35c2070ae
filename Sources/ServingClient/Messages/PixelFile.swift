internal import Posix
internal import WireProtocol

/// Pixels in a sealed memory file, which is closed when nobody will send it again.
///
/// A class because it is a resource that every attempt to send a request shares.
final class PixelFile: Sendable {
  let file: MemoryFile

  /// Puts pixels into a file; `nil` where the process has no descriptor or memory left for one, and
  /// they have to travel in the frame.
  init?(_ pixels: Span<UInt8>) {
    do { file = try MemoryFile(named: "mnistkit pixels", bytes: pixels) } catch { return nil }
  }

  /// Puts pixels into a file where the server takes it and that is the faster way.
  convenience init?(_ pixels: Span<UInt8>, for server: HelloAnswer) {
    guard server.features.contains(.descriptors), server.limits.descriptorsPerMessage > 0,
      UInt64(pixels.count) >= server.limits.descriptorThresholdBytes
    else { return nil }
    self.init(pixels)
  }
}
