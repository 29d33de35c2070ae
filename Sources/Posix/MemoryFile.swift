import CLinux
import Glibc
import SystemPackage

/// A file in memory whose size and bytes nobody can change any more, neither its maker nor whoever
/// it is handed to.
///
/// That is what makes it safe to map what a peer has sent: see memfd_create(2), file sealing.
package struct MemoryFile: ~Copyable, Sendable {
  private let descriptor: Descriptor
  /// How many bytes it holds.
  package let byteCount: Int
  /// How many of them take memory already; those that were never written will when they are read.
  package let storedByteCount: Int

  /// Makes a file, lets `fill` write its bytes (zeros before), and seals it.
  ///
  /// - Parameter name: what `/proc` shows, at most 249 bytes; for people only.
  /// - Throws: `ResourceError` where there is not so much memory.
  package init(
    named name: String, byteCount: Int, fill: (inout MutableSpan<UInt8>) -> Void
  ) throws(ResourceError) {
    let descriptor = Descriptor(
      adopting: try SystemCall.perform(.createMemoryFile) {
        // SAFETY: the name is a terminated string for the length of the call.
        unsafe mnistkit_memory_file(name)
      })
    let number = descriptor.number
    try SystemCall.perform(.resizeMemoryFile) { ftruncate(number, byteCount) }
    var region = try MappedRegion(
      byteCount: byteCount, protection: PROT_READ | PROT_WRITE, flags: MAP_SHARED, number: number)
    region.withMutableBytes { fill(&$0) }
    // A file cannot be sealed against writing while it is mapped for writing.
    _ = consume region
    let seals = MemorySeals.immutable.union(.seal).rawValue
    try SystemCall.perform(.sealMemoryFile) { mnistkit_add_seals(number, seals) }
    let status = try descriptor.status(.examineMemoryFile)
    self.descriptor = descriptor
    self.byteCount = byteCount
    storedByteCount = status.storedByteCount
  }

  /// Makes a sealed file of bytes.
  package init(named name: String, bytes: Span<UInt8>) throws(ResourceError) {
    // SAFETY: both are as long, and a new mapping overlaps nothing.
    try self.init(named: name, byteCount: bytes.count) { room in
      unsafe room.withUnsafeMutableBytes { room in
        unsafe bytes.withUnsafeBytes { unsafe room.copyMemory(from: $0) }
      }
    }
  }

  /// Takes a file from a peer or the service manager, once it is sure that it is sealed.
  ///
  /// - Parameters:
  ///   - name: what messages call it.
  ///   - minimumByteCount: the bytes it must hold.
  /// - Throws: `ResourceError` where it is no memory file, lacks a seal, or is too small; it has
  ///   not been mapped then, and is closed.
  package init(
    adopting descriptor: consuming Descriptor, name: String, minimumByteCount: Int
  ) throws(ResourceError) {
    let expected = "a sealed memory file"
    let number = descriptor.number
    let kind = try descriptor.status(.examineMemoryFile).kind
    guard kind == .regularFile else {
      throw .wrongDescriptor(name: name, expected: expected, found: kind.withArticle)
    }
    // Memory in huge pages can be sealed too, but reading it kills where such pages run out, so
    // the call does not take it for a memory file.
    guard case .success(let bits) = SystemCall.attempt({ mnistkit_seals(number) }) else {
      throw .wrongDescriptor(name: name, expected: expected, found: "a file of another kind")
    }
    let missing = MemorySeals.immutable.subtracting(MemorySeals(rawValue: bits))
    guard missing.isEmpty else { throw .missingSeals(name: name, missing: missing) }
    // Asked for only now: before the seals were seen, the size could still change.
    let status = try descriptor.status(.examineMemoryFile)
    let byteCount = status.byteCount
    guard byteCount >= minimumByteCount else {
      throw .tooSmall(name: name, byteCount: byteCount, expected: minimumByteCount)
    }
    self.descriptor = descriptor
    self.byteCount = byteCount
    storedByteCount = status.storedByteCount
  }

  /// The bytes, mapped for reading.
  ///
  /// What a file's maker never wrote is zeros that take memory once they are read, so look at
  /// ``storedByteCount`` before reading all of what a peer has sent.
  ///
  /// - Throws: `ResourceError` where there is no room, or the descriptor may not be read.
  package func map() throws(ResourceError) -> MappedRegion {
    // Private, because kernels before 6.7 refuse shared mappings of files sealed against writing.
    try MappedRegion(
      byteCount: byteCount, protection: PROT_READ, flags: MAP_PRIVATE, number: number)
  }
}

extension MemoryFile: Pollable {
  package var number: Int32 { descriptor.number }
}
