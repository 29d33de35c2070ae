import Foundation
import Testing

@Suite("mnistctl classify by a daemon")
struct ClassifyServerTests {
  private let scratch: Scratch
  private static let realData = ProcessInfo.processInfo.environment["MNIST_DIR"]
  private static let images = "digits/train-images-idx3-ubyte"

  init() throws {
    scratch = try Scratch()
    let drawn = try scratch.run(
      "dataset", "synthesize", "--count", "200", "--test-count", "0", "--out", "digits")
    try #require(drawn.status == 0)
  }

  private func daemon(_ models: [String: String]? = nil) throws -> RunningDaemon {
    try RunningDaemon(in: scratch, models: models ?? ["digits.mlp": RunningDaemon.digits])
  }

  @Test("every form of every input has the bytes of --local")
  func sameBytes() throws {
    let daemon = try daemon()
    let bar = (0..<30 * 20).map { UInt8((8..<11).contains($0 % 20) ? 0 : 255) }
    try scratch.write(Array("P5 20 30 255\n".utf8) + bar, "bar.pgm")
    let outcome = try Tool.shell(
      """
      set -e -o pipefail
      images=\(Self.images)
      gzip -c $images >packed
      compare() {
        $mnistctl classify "$@" <$images >remote
        $mnistctl classify --local \(RunningDaemon.digits) "$@" <$images >local
        cmp remote local
        wc -l <local
      }
      for form in "" --csv --json --top-k=1 --top-k=3 "--top-k=256 --csv" "--top-k=10 --json"; do
        compare $form $images packed bar.pgm \(Fixtures.path("../images/grey-8.png")) - packed
      done
      """, in: scratch, environment: daemon.environment)
    #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
    #expect(outcome.lines == ["802", "803", "802", "802", "802", "803", "802"])
  }

  @Test(
    "MNIST's test images get evaluate's accuracy and the bytes of --local",
    .enabled(if: realData != nil, "MNIST_DIR is not set"))
  func realImages() throws {
    let directory = try #require(Self.realData)
    let daemon = try daemon()
    let outcome = try Tool.shell(
      """
      set -e -o pipefail
      images=$(ls "$MNIST_DIR"/t10k-images*)
      $mnistctl classify $images --json >remote
      $mnistctl classify --local \(RunningDaemon.digits) $images --json | cmp - remote
      labels=$(ls "$MNIST_DIR"/t10k-labels*)
      gzip -dcf $labels | tail -c +9 | od -An -v -tu1 -w1 | tr -d ' ' >expected
      sed 's/.*"label":\\([0-9]*\\),.*/\\1/' remote | paste - expected |
        awk '$1 == $2 { right++ } END { printf "%.4f\\n", right / NR }'
      $mnistctl evaluate \(RunningDaemon.digits) --json
      """, in: scratch, environment: daemon.environment.merging(["MNIST_DIR": directory]) { $1 })
    #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
    try #require(outcome.lines.count == 2)
    let accuracy = try #require(Double(outcome.lines[0]))
    #expect(try JSON(outcome.lines[1])["accuracy"] == .number(accuracy))
  }

  @Test("a model is named as the daemon knows it, and --local has none")
  func models() throws {
    let daemon = try daemon([
      "digits@1.mlp": RunningDaemon.digits, "digits@2.mlp": RunningDaemon.everything,
    ])
    let first = try daemon.run("classify", "--model", "digits@1", Self.images)
    #expect(first.status == 0)
    let local = try scratch.run("classify", "--local", RunningDaemon.digits, Self.images)
    #expect(first.output == local.output)
    let unknown = try daemon.run("classify", "--model", "letters", Self.images, "--json")
    #expect(unknown.status == 4 && unknown.output.isEmpty)
    #expect(try unknown.error["code"] == .text("NO_MODEL"))
    for options in [
      ["--local", "x.mlp", "--model", "digits"], ["--local", "x.mlp", "--socket", "data.sock"],
      ["--model", "no name"], ["--threads", "2"], ["--socket", ""],
    ] {
      let outcome = try Tool.run(
        ["classify", Self.images] + options, in: scratch, environment: daemon.environment)
      #expect(outcome.status == 2 && outcome.output.isEmpty, "\(options)")
    }
  }

  @Test("without a daemon it is said how to start one and how to do without")
  func noDaemon() throws {
    let outcome = try scratch.run("classify", "--socket", "nowhere.sock", Self.images)
    #expect(
      outcome.status == 4 && outcome.output.isEmpty
        && outcome.errors.count(where: { $0 == "\n" }) == 1)
    for advice in ["nowhere.sock", "mnistd --models models", "--socket", "--local MODEL"] {
      #expect(outcome.errors.contains(advice), "\(outcome.errors)")
    }
  }

  @Test("what stands at the path and is no socket is not answered by starting a daemon")
  func noSocket() throws {
    try scratch.write([], "plain")
    let outcome = try scratch.run("classify", "--socket", "plain", Self.images)
    #expect(outcome.status == 4)
    #expect(!outcome.errors.contains("start it"), "\(outcome.errors)")
    #expect(outcome.errors.contains("name the socket of mnistd with --socket"))
    #expect(outcome.errors.contains("--local MODEL"))
  }

  @Test(
    "who may not connect is told of the group and not to start a daemon",
    .enabled(if: DoctorTests.canBeAnother))
  func barred() throws {
    let daemon = try daemon()
    let outcome = try Tool.shell(
      """
      cp "$mnistctl" tool && chmod 755 tool . && exec setpriv --reuid 65534 --regid 65534 \
      --clear-groups ./tool classify --socket data.sock \(Self.images)
      """, in: scratch)
    #expect(outcome.status == 4)
    #expect(!outcome.errors.contains("start it"), "\(outcome.errors)")
    #expect(outcome.errors.contains("'chgrp GROUP data.sock'"), "\(outcome.errors)")
    #expect(outcome.errors.contains("--local MODEL"))
    #expect(daemon.stop().status == 0)
  }

  @Test("a daemon whose only model was refused says so")
  func refusedModel() throws {
    try scratch.write(Array("no model".utf8), "broken.mlp")
    let daemon = try daemon(["digits.mlp": scratch.path("broken.mlp")])
    let outcome = try daemon.run("classify", Self.images)
    #expect(outcome.status == 4 && outcome.output.isEmpty)
    #expect(outcome.errors.contains("refused by the server: NO"), "\(outcome.errors)")
  }

  @Test("images of another size than the model's are refused before they are sent")
  func wrongShape() throws {
    let daemon = try daemon()
    try TinyData.write(to: scratch)
    let outcome = try daemon.run("classify", "data/t10k-images-idx3-ubyte", "--json")
    #expect(outcome.status == 3 && outcome.output.isEmpty)
    #expect(try outcome.error["expected"] == .text("28 x 28"))
    #expect(try outcome.error["found"] == .text("6 x 5"))
  }

  /// A shell that hands over half of the images, and the rest once a file is there.
  private static let halves = """
    mkfifo go
    { head -c $((16 + 100 * 784)) \(images); read <go; tail -c +$((17 + 100 * 784)) \(images); } |
      $mnistctl classify -
    """

  @Test("a daemon that is killed and comes again in the middle loses no image")
  func restart() throws {
    let daemon = try daemon()
    let running = try Tool.startShell(
      Self.halves, in: scratch, environment: daemon.environment)
    #expect(running.waits(for: "-[99] "))
    daemon.crash()
    let successor = try RunningDaemon(in: scratch)
    #expect(try Tool.shell("echo >go", in: scratch).status == 0)
    let outcome = running.outcome()
    #expect(outcome.status == 0, "\(outcome.errors)")
    let local = try Tool.shell(
      "$mnistctl classify --local \(RunningDaemon.digits) - <\(Self.images)", in: scratch)
    #expect(outcome.output == local.output)
    #expect(successor.stop().status == 0)
  }

  @Test("a daemon that is killed while it computes is asked again")
  func restartUnderWay() throws {
    let daemon = try daemon()
    let many = try Tool.shell(
      """
      { printf '\\0\\0\\10\\3\\0\\0\\116\\40\\0\\0\\0\\34\\0\\0\\0\\34'
        for round in {1..100}; do tail -c +17 \(Self.images); done; } >many
      """, in: scratch)
    #expect(many.status == 0)
    let running = try daemon.start("classify", "many")
    #expect(running.waits(for: "many[0] "))
    daemon.crash()
    let successor = try RunningDaemon(in: scratch)
    let outcome = running.outcome()
    #expect(outcome.status == 0 && outcome.lines.count == 20_000, "\(outcome.errors)")
    let once = try successor.run("classify", Self.images)
    let answers = once.lines.map { $0.split(separator: " ", maxSplits: 1)[1] }
    #expect(
      outcome.lines.enumerated().allSatisfy { $1.hasSuffix(" " + answers[$0 % answers.count]) })
  }

  @Test("a model that changes its shape in the middle ends the command with a clear word")
  func otherShape() throws {
    let daemon = try daemon()
    try TinyData.write(to: scratch)
    try #require(try scratch.train("--quiet", "--out", "tiny.mlp").status == 0)
    let running = try Tool.startShell(
      "set -o pipefail\n" + Self.halves, in: scratch, environment: daemon.environment)
    #expect(running.waits(for: "-[99] "))
    #expect(try Tool.shell("mv tiny.mlp models/digits.mlp", in: scratch).status == 0)
    #expect(daemon.waits(forLog: "generation 2"))
    #expect(try Tool.shell("echo >go", in: scratch).status == 0)
    let outcome = running.outcome()
    #expect(outcome.status == 4 && outcome.lines.count == 100)
    #expect(outcome.errors.contains("the server's model has changed its shape"))
  }

  @Test("memory does not grow with the number of images")
  func memory() throws {
    let daemon = try daemon()
    func peakKibibytes(rounds: Int) throws -> Int {
      let count = 200 * rounds
      let bytes = [24, 16, 8, 0].map { "\\" + String(count >> $0 & 0xFF, radix: 8) }.joined()
      let outcome = try Tool.shell(
        """
        set -e
        rm -f pipe; mkfifo pipe
        $mnistctl classify - <pipe >all & tool=$!
        exec 3>pipe
        printf '\\0\\0\\10\\3\(bytes)\\0\\0\\0\\34\\0\\0\\0\\34' >&3
        for round in {2..\(rounds)}; do tail -c +17 \(Self.images) >&3; done
        tail -c +17 \(Self.images) | head -c -1 >&3
        awk '/VmHWM/ { print $2 }' /proc/$tool/status
        tail -c 1 \(Self.images) >&3
        exec 3>&-
        wait $tool
        wc -l <all
        """, in: scratch, environment: daemon.environment)
      #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
      try #require(outcome.lines.count == 2)
      #expect(outcome.lines[1] == "\(count)")
      return try #require(Int(outcome.lines[0]))
    }
    let (few, many) = (try peakKibibytes(rounds: 30), try peakKibibytes(rounds: 150))
    // The images that are more take 18,375 KiB.
    #expect(many < few + 4_096, "\(few) KiB for 6,000 images, \(many) KiB for 30,000")
  }
}
