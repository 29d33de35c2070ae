import ModelFile
package import Posix

/// The bytes of a model's file, sealed in memory.
///
/// The service manager is given them, and they are written down where an order means these very
/// bytes; the file itself may hold others by then.
///
/// A class, so that a memory file, which has one owner, can be shared.
package final class SealedModel: Sendable {
  /// The bytes.
  let file: MemoryFile

  /// Takes bytes that are sealed already.
  package init(_ file: consuming MemoryFile) { self.file = file }

  /// Seals a copy of the bytes of a file.
  init(copying bytes: [UInt8]) throws(ModelRefusal) {
    do {
      file = try MemoryFile(named: "mnistd model", bytes: bytes.span)
    } catch {
      throw ModelRefusal(error)
    }
  }

  /// The bytes, in memory of our own.
  func bytes() throws(ModelRefusal) -> [UInt8] {
    guard file.byteCount <= FormatLimits.modelBytes else {
      throw ModelRefusal(
        text: "expected at most \(FormatLimits.modelBytes) bytes, found \(file.byteCount)")
    }
    do throws(ResourceError) {
      return try file.map().withBytes { span in
        [UInt8](capacity: span.count) { output in
          for index in span.indices { output.append(span[index]) }
        }
      }
    } catch {
      throw ModelRefusal(error)
    }
  }
}
