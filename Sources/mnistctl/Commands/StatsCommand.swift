import ArgumentParser
import Posix
import Presentation
import ServingClient
import WireProtocol

/// `mnistctl stats`: what a daemon has done, and how long it took.
struct StatsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "stats",
    abstract: "Show requests, images, refusals and times of mnistd.",
    discussion: """
      Figures count from the start of mnistd, for each model and generation; those of generations \
      that served before the last four are added up by model, as 'earlier' (in --json and \
      --prometheus: generation 0), and of many models as 'others' (without a name). Times are those of one \
      request in the daemon: read from its first byte to its last, wait until computing starts, \
      compute, and write until the answer is handed to the socket. They are too long by less than \
      1/32.

      --watch shows them again at every interval until Ctrl-C, which exits 130: rates and times are \
      then those of the interval. With --json that is one object a line. --prometheus prints the \
      text that Prometheus reads, for its node exporter's textfile collector.

      Examples:
        mnistctl stats
        mnistctl stats --watch --interval 5
        mnistctl stats --json --watch
        mnistctl stats --prometheus >mnistd.prom
      """)

  @Flag(help: "Show the figures again and again.")
  var watch = false

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Seconds between two figures of --watch, 0.1-3600. (default: 1)", valueName: "seconds"))
  var interval: Double?

  @Flag(help: "Print the text form of Prometheus.")
  var prometheus = false

  @OptionGroup var data: DataSocketOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    try checkOptions()
    var connection = try data.connect()
    if prometheus {
      let figures = try connection.statistics()
      let report = MetricsReport(figures, status: try connection.status())
      try Terminal.write(report.text, to: .standardOutput)
    } else if watch {
      try show(&connection)
    } else {
      print(StatisticsSample(total: try connection.statistics()))
    }
  }

  private func checkOptions() throws {
    if prometheus, watch || output.json {
      throw CommandFailure.usage(
        "--prometheus cannot be with \(watch ? "--watch" : "--json")", expected: "one of them",
        found: "both")
    }
    guard let interval else { return }
    guard watch else {
      throw CommandFailure.usage(
        "--interval is for --watch", expected: "--watch", found: "no --watch")
    }
    guard (0.1...3_600).contains(interval) else {
      throw CommandFailure.usage(
        "--interval must be in 0.1...3600, found \(interval)", expected: "in 0.1...3600",
        found: "\(interval)")
    }
  }

  /// Shows figures until the user has seen enough.
  private func show(_ connection: inout ServingConnection) throws {
    let interruption = Interruption()
    let period = Duration.seconds(interval ?? 1)
    let isTerminal =
      Terminal.isTerminal(.standardOutput) && !output.json && Environment.value("TERM") != "dumb"
    let idle = connection.hello.limits.idleMilliseconds
    let outlastsIdleTime = idle > 0 && period * 2 > .milliseconds(idle)
    var sample = StatisticsSample(total: try connection.statistics())
    do {
      while !Interruption.isRequested {
        try write(sample, clearing: isTerminal)
        sleep(period)
        if Interruption.isRequested { break }
        // The daemon ends connections that are idle for so long.
        if outlastsIdleTime { connection = try data.connect() }
        sample = sample.next(try connection.statistics())
      }
    } catch let error as PosixError where error.kind == .brokenPipe {
      // The reader has seen enough (`| head`).
      return interruption.end()
    }
    interruption.end()
    throw ExitStatus.interrupted
  }

  /// Sleeps in short pieces: a signal that comes just before a pause does not end it.
  private func sleep(_ period: Duration) {
    let end = MonotonicClock.now + period
    while !Interruption.isRequested {
      let rest = end - MonotonicClock.now
      if rest <= .zero { return }
      Pause.sleep(min(rest, .milliseconds(100)))
    }
  }

  private func write(_ sample: StatisticsSample, clearing: Bool) throws {
    var text = clearing ? "\u{1B}[H\u{1B}[2J" : ""
    text += lines(sample).map { $0 + "\n" }.joined()
    if !output.json && !clearing { text += "\n" }
    try Terminal.write(text, to: .standardOutput)
  }

  private func print(_ sample: StatisticsSample) {
    Console.print(lines: lines(sample))
  }

  private func lines(_ sample: StatisticsSample) -> [String] {
    output.json
      ? [JSONLine.encode(StatisticsReport(sample))]
      : StatisticsText(sample: sample).lines(style: Console.style)
  }
}
