public import WireProtocol

/// What a client has seen of a load.
public struct LoadFigures: Sendable, Hashable {
  /// Requests sent; one that was sent again counts once.
  public var sent: UInt64 = 0
  /// Requests answered with a classification.
  public var answered: UInt64 = 0
  /// Requests refused, by status.
  public var refused = RefusalCounts()
  /// Requests that were due and could not be sent before the end.
  public var unsent: UInt64 = 0
  /// How often a request was sent again, because its connection had ended or it was refused.
  public var resent: UInt64 = 0
  /// Connections that ended and were made anew.
  public var reconnects: UInt64 = 0
  /// Answers that came in the measured time.
  public var measuredAnswers: UInt64 = 0
  /// Images of these answers.
  public var measuredImages: UInt64 = 0
  /// The latencies of answered requests that were due in the measured time, and how long the unsent
  /// ones have waited.
  public var latencies = DurationHistogram()
  /// Answers of each generation.
  public var generations: [UInt32: UInt64] = [:]
  /// Answers that were not those of the one model that their generation is.
  public var mixed: UInt64 = 0
  /// Why a connection was given up, where one was.
  public var failure: String?

  /// Figures of nothing.
  public init() {}

  /// Requests neither answered nor refused.
  public var lost: UInt64 { sent - answered - refusedCount }

  /// Requests refused.
  public var refusedCount: UInt64 { refused.statuses.reduce(0) { $0 + refused[$1] } }

  /// Adds the figures of another part of the same load.
  mutating func merge(_ other: LoadFigures) {
    sent += other.sent
    answered += other.answered
    refused.merge(other.refused)
    unsent += other.unsent
    resent += other.resent
    reconnects += other.reconnects
    measuredAnswers += other.measuredAnswers
    measuredImages += other.measuredImages
    latencies.merge(other.latencies)
    generations.merge(other.generations, uniquingKeysWith: +)
    mixed += other.mixed
    failure = failure ?? other.failure
  }
}
