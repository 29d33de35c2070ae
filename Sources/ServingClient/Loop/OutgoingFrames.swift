internal import Posix
internal import WireProtocol

/// Frames that wait to be sent: small ones in one piece of memory, a large one where its pixels are.
///
/// No frame can be added behind a large one before that is sent, so pixels are not copied and memory
/// stays bounded; the rest waits as requests.
struct OutgoingFrames: ~Copyable {
  /// What one turn sends at most, but for one large frame.
  private static let byteLimit = 65_536
  /// The most pixels that are copied: less than a call of its own costs.
  private static let copiedPixelLimit = 16_384

  private var storage = [UInt8](repeating: 0, count: byteLimit + copiedPixelLimit + 64)
  private var start = 0
  private var end = 0
  private var tail = Tail.none

  /// What is sent after the bytes in memory.
  private enum Tail {
    case none
    /// The pixels of a frame whose start is in memory, from `next` to `end`, then padding.
    case pixels([UInt8], next: Int, end: Int, padding: Int)
    /// A frame that a memory file travels with.
    case file(PixelFile, frame: [UInt8])
  }

  /// How sending ended.
  enum Progress {
    case done
    /// The kernel has no room.
    case blocked
    case closed
  }

  /// Whether nothing waits.
  var isEmpty: Bool { if case .none = tail { start == end } else { false } }

  /// Whether another frame may be added.
  var hasRoom: Bool { if case .none = tail { end - start < Self.byteLimit } else { false } }

  /// Adds a small frame.
  mutating func append(_ frame: [UInt8]) {
    let place = take(frame.count)
    var span = storage.mutableSpan
    span.copy(frame.span, at: place)
  }

  /// Adds a CLASSIFY.
  mutating func append(
    _ request: ClassifyRequest, _ header: FrameHeader, pixels: [UInt8], part: Range<Int>
  ) {
    let startByteCount = ClassifyRequest.startByteCount
    let padding = header.frameByteCount - startByteCount - part.count
    let isCopied = part.count <= Self.copiedPixelLimit
    let place = take(isCopied ? header.frameByteCount : startByteCount)
    var span = storage.mutableSpan
    request.writeStart(header, to: &span, at: place)
    if isCopied {
      span.copy(pixels.span.extracting(part), at: place + startByteCount)
      header.writePadding(to: &span, at: place)
    } else {
      tail = .pixels(pixels, next: part.lowerBound, end: part.upperBound, padding: padding)
    }
  }

  /// Adds a CLASSIFY_FD.
  mutating func append(_ request: ClassifyRequest, _ header: FrameHeader, file: PixelFile) {
    tail = .file(file, frame: request.start(header))
  }

  /// Sends as much as the kernel takes.
  mutating func send(to stream: borrowing UnixStream) throws(ResourceError) -> Progress {
    while !isEmpty {
      let result: TransferResult
      switch tail {
      case .none: result = try stream.send(storage.span.extracting(start..<end))
      case .pixels(let pixels, let next, let last, _):
        result = try stream.send(
          storage.span.extracting(start..<end), pixels.span.extracting(next..<last))
      case .file(let file, let frame):
        result =
          start < end
          ? try stream.send(storage.span.extracting(start..<end))
          : try stream.send(frame.span, with: file.file)
      }
      switch result {
      case .bytes(let count): removeFirst(count)
      case .wouldBlock: return .blocked
      case .closed: return .closed
      }
    }
    return .done
  }

  /// Takes note of bytes that were sent.
  private mutating func removeFirst(_ count: Int) {
    let ofMemory = min(count, end - start)
    let ofTail = count - ofMemory
    start += ofMemory
    if start == end {
      start = 0
      end = 0
    }
    switch tail {
    case .none: break
    case .pixels(let pixels, let next, let last, let padding):
      tail = .pixels(pixels, next: next + ofTail, end: last, padding: padding)
      if next + ofTail == last {
        tail = .none
        append([UInt8](repeating: 0, count: padding))
      }
    case .file(_, let frame):
      if ofTail > 0 {
        tail = .none
        // The file went with the first byte; a frame so small goes in one piece.
        append(Array(frame[ofTail...]))
      }
    }
  }

  /// Makes room for bytes behind the others, and gives the place.
  private mutating func take(_ byteCount: Int) -> Int {
    if end + byteCount > storage.count {
      storage.removeSubrange(0..<start)
      end -= start
      start = 0
      let missing = max(end + byteCount, Self.byteLimit) - storage.count
      if missing > 0 { storage.append(contentsOf: repeatElement(0, count: missing)) }
    }
    defer { end += byteCount }
    return end
  }
}
