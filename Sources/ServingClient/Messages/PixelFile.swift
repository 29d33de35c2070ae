internal import Posix
internal import WireProtocol

/// Pixels in a sealed memory file, which is closed when nobody will send it again.
///
/// A class because it is a resource that every attempt to send a request shares.
final class PixelFile: Sendable {
  let file: MemoryFile

  /// Puts pixels into a file; `nil` where there are fewer bytes than pay for one, or the process has
  /// no descriptor or memory left: they travel in the frame then.
  init?(_ pixels: Span<UInt8>, threshold: Int) {
    guard pixels.count >= threshold else { return nil }
    do { file = try MemoryFile(named: "mnistkit pixels", bytes: pixels) } catch { return nil }
  }
}

extension HelloAnswer {
  /// From how many bytes of pixels on a memory file is the faster way; the greatest number where the
  /// server takes none.
  var pixelFileThreshold: Int {
    features.contains(.descriptors) && limits.descriptorsPerMessage > 0
      ? Int(clamping: limits.descriptorThresholdBytes) : .max
  }
}
