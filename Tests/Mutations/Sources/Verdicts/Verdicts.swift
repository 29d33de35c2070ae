import Glibc

/// Judges files from a stream: frames from standard input, one line each to standard output.
///
/// A frame is one byte for what the file is read as (``Verdict``), four bytes of length (the lowest
/// first), and the file. The answer comes before the next frame is read, so whoever asks knows which
/// file a crash belongs to.
@main
enum Verdicts {
  static func main() {
    while let head = read(5) {
      let length = head[1...].reversed().reduce(0) { $0 << 8 | Int($1) }
      guard let file = read(length) else {
        fail("the stream ends inside a file")
      }
      guard let verdict = Verdict(of: file, readAs: head[0]) else {
        fail("a frame begins with \(head[0])")
      }
      write("\(verdict)\n")
    }
  }

  /// The next bytes of standard input; `nil` where it ends before them.
  private static func read(_ count: Int) -> [UInt8]? {
    var done = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
      while done < count {
        let step = Glibc.read(STDIN_FILENO, buffer.baseAddress?.advanced(by: done), count - done)
        if step < 0 && errno == EINTR { continue }
        guard step > 0 else { break }
        done += step
      }
      initialized = done
    }
    return done == count ? bytes : nil
  }

  private static func write(_ line: String, to descriptor: Int32 = STDOUT_FILENO) {
    var rest = Array(line.utf8)[...]
    while !rest.isEmpty {
      let step = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if step < 0 && errno == EINTR { continue }
      // Nobody is left who would read the verdict.
      guard step > 0 else { exit(0) }
      rest = rest.dropFirst(step)
    }
  }

  private static func fail(_ message: String) -> Never {
    write("\(message)\n", to: STDERR_FILENO)
    exit(2)
  }
}
