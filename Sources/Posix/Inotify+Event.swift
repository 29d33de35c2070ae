import Glibc
package import SystemPackage

extension Inotify {
  /// One piece of news.
  package enum Event: Hashable, Sendable {
    /// A file was renamed to this name: how a file is published whole.
    case movedIn(Watch, FilePath.Component)
    /// A file was closed by somebody who could write to it.
    case written(Watch, FilePath.Component)
    /// A name is gone, because the file was removed or renamed.
    case removed(Watch, FilePath.Component)
    /// The directory was removed or renamed, or its file system is gone: no more news of use will
    /// come of it.
    case directoryGone(Watch)
    /// News were lost: look at everything.
    case overflow

    /// Reads the kernel's records; what was not asked for is left out.
    static func parse(_ bytes: UnsafeRawBufferPointer) -> [Event] {
      let headerByteCount = MemoryLayout<inotify_event>.size
      var events: [Event] = []
      var offset = 0
      while offset + headerByteCount <= bytes.count {
        // SAFETY: a header is there, and the type holds numbers only, so any bytes are one.
        let header = unsafe bytes.loadUnaligned(fromByteOffset: offset, as: inotify_event.self)
        let nameStart = offset + headerByteCount
        let end = nameStart + Int(header.len)
        precondition(end <= bytes.count, "the kernel gives whole events")
        // The name is padded with zeros.
        let name = unsafe String(decoding: bytes[nameStart..<end].prefix { $0 != 0 }, as: UTF8.self)
        offset = end
        if let event = Event(
          mask: header.mask, watch: Watch(number: header.wd), name: FilePath.Component(name))
        {
          events.append(event)
        }
      }
      return events
    }

    /// The meaning of a mask; several records may tell the end of one directory.
    private init?(mask: UInt32, watch: Watch, name: FilePath.Component?) {
      func has(_ bits: Int) -> Bool { mask & UInt32(bits) != 0 }
      if has(Int(IN_Q_OVERFLOW)) {
        self = .overflow
      } else if has(Int(IN_DELETE_SELF | IN_MOVE_SELF | IN_UNMOUNT | IN_IGNORED)) {
        self = .directoryGone(watch)
      } else if let name, has(Int(IN_MOVED_TO)) {
        self = .movedIn(watch, name)
      } else if let name, has(Int(IN_CLOSE_WRITE)) {
        self = .written(watch, name)
      } else if let name, has(Int(IN_DELETE | IN_MOVED_FROM)) {
        self = .removed(watch, name)
      } else {
        return nil
      }
    }
  }
}
