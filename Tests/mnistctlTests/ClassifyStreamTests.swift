import Foundation
import Testing

@Suite("mnistctl classify on long inputs")
struct ClassifyStreamTests {
  private let scratch: Scratch

  init() throws {
    scratch = try Scratch()
    try TinyData.write(to: scratch)
    try #require(try scratch.train("--quiet").status == 0)
  }

  /// The shell holds the pipe open, so that the last image stays away.
  private static let openPipe = """
    mkfifo pipe; exec 3<>pipe; head -c $((16 + 49 * 30)) data/t10k-images-idx3-ubyte >pipe
    exec $mnistctl classify --local model.mlp - <pipe
    """

  @Test("images are told as they come, and Ctrl-C is heard while nothing comes")
  func interrupted() throws {
    let running = try Tool.startShell(Self.openPipe, in: scratch)
    #expect(running.waits(for: "-[48] "))
    running.interrupt()
    let outcome = running.outcome()
    #expect(outcome.status == 130 && outcome.lines.count == 49)
    #expect(outcome.errors == "interrupted after 49 images\n")
  }

  @Test("a reader that has seen enough ends the tool quietly, though images go on")
  func brokenPipe() throws {
    let outcome = try Tool.shell(
      """
      set -o pipefail
      { printf '\\0\\0\\10\\3\\377\\0\\0\\0\\0\\0\\0\\6\\0\\0\\0\\5'; cat /dev/zero; } 2>/dev/null |
        { $mnistctl classify --local model.mlp -; echo "status $?" >status; } | head -2
      cat status
      """, in: scratch)
    #expect(outcome.lines.count == 3 && outcome.lines.last == "status 0", "\(outcome.lines)")
    #expect(outcome.errors.isEmpty)
  }

  @Test(
    "long work shows on a terminal how far it is, and not with --quiet",
    .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/script")))
  func progress() throws {
    try scratch.write(
      Array(
        """
        { head -c 100 $1; sleep 0.7; tail -c +101 $1; } |
          $mnistctl classify --local model.mlp - $2 >lines
        """.utf8), "slowly")
    // script(1) gives the tool a terminal of its own.
    func errors(_ option: String) throws -> String {
      try Tool.shell(
        "script -qec 'bash slowly data/t10k-images-idx3-ubyte \(option)' /dev/null",
        in: scratch, environment: ["TERM": "xterm"]
      ).output
    }
    let drawn = try errors("")
    #expect(drawn.contains(" 100 %  ") && drawn.contains(" images/s  "), "\(drawn)")
    #expect(drawn.hasSuffix("\r\u{1B}[K"))
    #expect(try errors("--quiet").isEmpty)
    #expect(try scratch.bytes("lines").count(where: { $0 == 10 }) == 50)
  }

  @Test("100,000 images pass through memory that does not hold them")
  func memory() throws {
    let outcome = try Tool.shell(
      """
      set -e
      $mnistctl dataset synthesize --count 1000 --test-count 0 --seed 5 --out digits --quiet >note
      digits=digits/train-images-idx3-ubyte
      classify="$mnistctl classify --local \(Fixtures.path("golden/digits-1.0.mlp"))"
      $classify $digits | cut -d' ' -f2- >once
      mkfifo pipe
      $classify - <pipe >all & tool=$!
      exec 3>pipe
      printf '\\0\\0\\10\\3\\0\\1\\206\\240\\0\\0\\0\\34\\0\\0\\0\\34' >&3
      for round in {1..99}; do tail -c +17 $digits >&3; done
      tail -c +17 $digits | head -c -1 >&3
      awk '/VmHWM/ { print $2 }' /proc/$tool/status
      tail -c 1 $digits >&3
      exec 3>&-
      wait $tool
      cut -d' ' -f2- all | cmp - <(for round in {1..100}; do cat once; done)
      wc -l <all
      tail -1 all | cut -d' ' -f1
      """, in: scratch)
    #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
    try #require(outcome.lines.count == 3)
    let peakKibibytes = try #require(Int(outcome.lines[0]))
    // The images alone are 76,562 KiB.
    #expect(peakKibibytes < 50_000, "\(peakKibibytes)")
    #expect(outcome.lines.dropFirst() == ["100000", "-[99999]"])
  }
}
