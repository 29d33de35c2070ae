import Glibc
import Posix
import ServingSupport
import SystemPackage
import Testing
import WireProtocol

@Suite("mnistd's command line")
struct CommandLineTests {
  private let fixture: DaemonFixture

  init() throws { fixture = try DaemonFixture() }

  /// Every option, a value that is not its default, and where HELLO tells it.
  private static let limits:
    [(option: String, value: UInt64, field: any KeyPath<ServerLimits, UInt64> & Sendable)] =
      [
        ("--max-connections", 33, \.connections),
        ("--max-connections-per-user", 32, \.connectionsPerUser),
        ("--max-batch", 77, \.imagesPerRequest),
        ("--max-frame-bytes", 70_000, \.frameBytes),
        ("--max-requests-in-flight", 11, \.requestsInFlight),
        ("--max-bytes-in-flight", 80_000, \.bytesInFlight),
        ("--max-handles", 5, \.handlesPerConnection),
        ("--requests-per-turn", 3, \.requestsPerTurn),
        ("--max-unread-bytes", 9_000, \.unreadAnswerBytes),
        ("--unread-timeout", 4_000, \.unreadAnswerMilliseconds),
        ("--frame-timeout", 1_500, \.partialFrameMilliseconds),
        ("--idle-timeout", 60_000, \.idleMilliseconds),
      ]

  @Test("--help tells of every option, variable, signal and exit code")
  func help() throws {
    let outcome = try DaemonFixture.run(["--help"])
    #expect(outcome.status == 0)
    #expect(outcome.errors.isEmpty)
    let others = [
      "--models", "--socket", "--control-socket", "--state", "--default", "--workers",
      "--max-models", "--max-memory", "--drain-timeout", "--log-level", "--check", "--version",
    ]
    for option in Self.limits.map(\.option) + others {
      #expect(outcome.output.contains("  \(option) "), "\(option)")
    }
    // Names in sections are the same everywhere, so their defaults must be the code's.
    let words = outcome.output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    for (option, _, field) in Self.limits {
      let start = try #require(words.firstRange(of: "\(option) <"))
      let end = try #require(words[start.upperBound...].firstRange(of: "(default: "))
      let value = words[end.upperBound...].prefix { $0 != ")" }
      #expect(value == "\(ServerLimits()[keyPath: field])", "\(option)")
    }
    for word in [
      "OVERVIEW:", "MNISTD_", "MNISTKIT_KERNELS", "SIGTERM", "SIGHUP", "Exit codes: 0", "2 wrong",
      "3 a model", "4 the environment", "$STATE_DIRECTORY",
    ] {
      #expect(words.contains(word), "\(word)")
    }
  }

  @Test("--version names daemon, model file and protocol")
  func version() throws {
    let outcome = try DaemonFixture.run(["--version"])
    #expect(outcome.status == 0)
    let text = /mnistd [0-9]+\.[0-9]+\.[0-9]+, model file 1\.[0-9]+, protocol 1\.0\n/
    #expect(outcome.output.wholeMatch(of: text) != nil, "\(outcome.output)")
  }

  @Test(
    "what makes no sense is one line, and exit code 2",
    arguments: [
      ([], "mnistd needs --models DIR or MNISTD_MODELS"),
      (["--modles", "m"], "unknown option '--modles'; did you mean '--models'?"),
      (["--models"], "missing value for '--models"),
      (["--models", ""], "--models must not be empty"),
      (["--models", "m", "more"], "unexpected argument 'more'; see 'mnistd --help'"),
      (["--models", "m", "--workers", "0"], "--workers must be in 1...256, found '0'"),
      (["--models", "m", "--workers", "x"], "--workers must be in 1...256, found 'x'"),
      (["--models", "m", "--max-batch", "0"], "--max-batch must be in 1..."),
      (["--models", "m", "--max-frame-bytes", "1000"], "--max-frame-bytes must be in 65536..."),
      (
        ["--models", "m", "--max-bytes-in-flight", "70000"],
        "--max-bytes-in-flight must be in 67108864..."
      ),
      (["--models", "m", "--max-memory", "1000"], "--max-memory must be in 268435456..."),
      (
        ["--models", "m", "--max-frame-bytes", "65536", "--max-memory", "262143"],
        "--max-memory must be in 262144..."
      ),
      (["--models", "m", "--workers", "-1"], "--workers must be in 1...256, found '-1'"),
      (
        ["--models", "m", "--drain-timeout", "-1"],
        "--drain-timeout must be in 0...2147483647, found '-1'"
      ),
      (["-1"], "unknown option '-1'"), (["--models", "m", "-1"], "unknown option '-1'"),
      (["--models", "m", "--default", "a b"], "--default must be 1 to 64 letters, digits, "),
      (["--models", "m", "--default", ""], "--default must not be empty"),
      (["--models", "m", "--log-level", "loud"], "--log-level must be one of trace, debug,"),
      (
        ["--models", "m", "--socket", "s", "--control-socket", "s"],
        "--control-socket must be another path than --socket, found 's'"
      ),
      (
        ["--models", "m", "--socket", "m/"],
        "--socket must be another path than --models, found 'm/'"
      ),
    ] as [([String], String)])
  func usage(arguments: [String], message: String) throws {
    let outcome = try DaemonFixture.run(arguments)
    #expect(outcome.status == 2)
    #expect(outcome.output.isEmpty)
    #expect(outcome.errors.hasPrefix("error: \(message)"), "\(outcome.errors)")
    #expect(outcome.errors.split(separator: "\n").count == 1)
  }

  @Test("a variable's fault is told by the variable's name")
  func variableFault() throws {
    let outcome = try DaemonFixture.run(
      ["--models", "m"], environment: ["MNISTD_MAX_HANDLES": "many"])
    #expect(outcome.status == 2)
    #expect(outcome.errors.hasPrefix("error: MNISTD_MAX_HANDLES must be in 1..."))
    let name = try DaemonFixture.run(["--models", "m"], environment: ["MNISTD_DEFAULT": "a b"])
    #expect(name.errors.hasPrefix("error: MNISTD_DEFAULT must be 1 to 64 letters, digits, "))
    #expect(name.errors.hasSuffix(", found 'a b'\n"))
    let paths = try DaemonFixture.run(["--models", "m"], environment: ["MNISTD_SOCKET": "m"])
    #expect(
      paths.errors == "error: MNISTD_SOCKET must be another path than --models, found 'm'\n")
  }

  @Test(
    "a variable that is no option is refused as an option would be, and the nearest one named",
    arguments: [
      ("MNISTD_WORKRES", "'MNISTD_WORKRES'; did you mean 'MNISTD_WORKERS'?"),
      ("MNISTD_MAX_MEMROY", "'MNISTD_MAX_MEMROY'; did you mean 'MNISTD_MAX_MEMORY'?"),
      ("MNISTD_QQQQQQQQQQQQ", "'MNISTD_QQQQQQQQQQQQ'; see 'mnistd --help'"),
      ("MNISTD_workers", "'MNISTD_workers'; see 'mnistd --help'"),
      ("MNISTD_MAX-BATCH", "'MNISTD_MAX-BATCH'; see 'mnistd --help'"),
      ("MNISTD_\u{1B}\n", "'MNISTD_\\u{1B}\\n'; see 'mnistd --help'"),
      ("MNISTD_", "'MNISTD_'; see 'mnistd --help'"),
    ])
  func unknownVariable(name: String, message: String) throws {
    for arguments in [fixture.options, fixture.options + ["--check"]] {
      let outcome = try DaemonFixture.run(arguments, environment: [name: "1"])
      #expect(outcome.status == 2)
      #expect(outcome.errors == "error: unknown variable \(message)\n")
    }
    let none = try DaemonFixture.run(fixture.options + ["--check"], environment: [name: ""])
    #expect(none.status == 0, "\(none.errors)")
  }

  @Test("the variable of every option is known, and so are those of others")
  func knownVariables() throws {
    let help = try DaemonFixture.run(["--help"]).output
    let options = help.matches(of: /\n  --([a-z-]+)/).map { String($0.1) }
    #expect(options.count > 20)
    var environment = ["MNISTDX": "1", "MNISTKIT_KERNELS": "scalar", "MNIST_DIR": "/"]
    for option in options {
      environment["MNISTD_" + option.uppercased().replacing("-", with: "_")] = "none"
    }
    // Whatever is wrong with their values.
    let outcome = try DaemonFixture.run([], environment: environment)
    #expect(!outcome.errors.contains("unknown variable"), "\(outcome.errors)")
    #expect(outcome.status == 2)
  }

  @Test("every limit lands in HELLO, from options or variables", arguments: [false, true])
  func limits(byVariable: Bool) throws {
    var (arguments, environment): ([String], [String: String]) = ([], [:])
    for (option, value, _) in Self.limits {
      if byVariable {
        let words = option.dropFirst(2).uppercased().map { $0 == "-" ? "_" : $0 }
        environment["MNISTD_\(String(words))"] = "\(value)"
      } else {
        arguments += [option, "\(value)"]
      }
    }
    let daemon = try fixture.start(arguments, environment: environment)
    let client = try fixture.connect(greeting: false)
    let answer = try client.ask(.hello, HelloRequest(client: "test").payload)
    let hello = try HelloAnswer(decoding: answer.payload, itemCount: answer.header.itemCount)
    for (option, value, field) in Self.limits {
      #expect(hello.limits[keyPath: field] == value, "\(option)")
    }
    #expect(hello.build.hasPrefix("mnistd "))
    daemon.kill(SIGTERM)
    #expect(try daemon.end() == 0)
  }

  @Test("the memory of all connections is what was said, and enough for the largest frames")
  func memory() throws {
    for (options, expected) in [
      ([], 1_073_741_824), (["--max-memory", "400000000"], 400_000_000),
      (["--max-frame-bytes", "1073741824"], 4_294_967_296),
    ] as [([String], UInt64)] {
      let daemon = try fixture.start(options)
      let status = try ServerStatus(decoding: try fixture.connect().ask(.status).payload)
      #expect(status.supplement?.memoryByteLimit == expected)
      daemon.kill(SIGTERM)
      #expect(try daemon.end() == 0)
    }
  }

  @Test("the daemon runs from variables alone, and what is typed wins over them")
  func variables() throws {
    try fixture.put(TestModels.file(1), "digits.mlp")
    try fixture.put(TestModels.file(2), "other.mlp")
    let environment = [
      "MNISTD_DEFAULT": "digits", "MNISTD_WORKERS": "7", "MNISTD_MAX_MODELS": "1",
      "MNISTD_LOG_LEVEL": "error", "MNISTD_IDLE_TIMEOUT": "",
    ]
    let daemon = try fixture.start(
      ["--default", "other", "--max-models", "2"], environment: environment)
    let status = try ServerStatus(decoding: try fixture.connect().ask(.status).payload)
    #expect(status.defaultModel == "other")
    // The fixture types two workers.
    #expect(status.workers == 2)
    #expect(status.servingModels == 2)
    daemon.kill(SIGTERM)
    #expect(try daemon.end() == 0)
    #expect(try daemon.errors.isEmpty)

    let process = try ChildProcess(
      DaemonFixture.program, [],
      environment: [
        "MNISTD_MODELS": fixture.models.string, "MNISTD_SOCKET": fixture.socket(.data).string,
        "MNISTD_CONTROL_SOCKET": fixture.socket(.control).string,
        "STATE_DIRECTORY": fixture.state.string, "NOTIFY_SOCKET": fixture.manager.path.string,
      ])
    try fixture.manager.told("READY=1")
    #expect(try fixture.index() == ["digits serving", "other serving"])
    // Where systemd's variable leads, the state is kept.
    try fixture.order(.unload, "other")
    #expect(try FileStatus.ifPresent(fixture.state.appending("orders")) != nil)
    process.kill(SIGTERM)
    #expect(try process.end() == 0)
  }

  @Test("kernels that are unknown or not to be had are exit code 4")
  func kernels() throws {
    for arguments in [fixture.options, fixture.options + ["--check"]] {
      let outcome = try DaemonFixture.run(
        arguments, environment: ["MNISTKIT_KERNELS": "abacus"])
      #expect(outcome.status == 4)
      #expect(outcome.errors.hasPrefix("error: MNISTKIT_KERNELS: "))
      #expect(outcome.errors.contains("abacus"))
    }
    let daemon = try fixture.start(environment: ["MNISTKIT_KERNELS": "scalar"])
    daemon.kill(SIGTERM)
    #expect(try daemon.end() == 0)
  }

  @Test("what cannot be written is a fault of the environment")
  func fullDevice() throws {
    let shell = try ChildProcess(
      "/bin/sh", ["-c", "\"$0\" --version >/dev/full", DaemonFixture.program.string])
    #expect(try shell.end() == 4)
    #expect(try shell.errors.hasPrefix("error: "))
  }
}
