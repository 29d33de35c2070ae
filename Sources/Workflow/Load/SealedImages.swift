internal import Posix

/// Images in a sealed memory file, which is sent with many requests.
final class SealedImages: Sendable {
  // A class because it owns a descriptor.

  let file: MemoryFile

  init(_ pixels: [UInt8]) throws(WorkflowError) {
    do {
      file = try MemoryFile(named: "mnistctl bench", bytes: pixels.span)
    } catch {
      throw WorkflowError(
        .environment, code: "memoryFile", "\(error)",
        remedy: "use smaller batches, fewer requests in flight, or no memory files")
    }
  }
}
