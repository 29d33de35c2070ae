/// The object that `bench --json` prints.
struct BenchObject: Encodable {
  struct Generation: Encodable {
    let generation: UInt32
    let answers: UInt64
  }

  let model: String
  let batch: Int
  let connections: Int
  let inFlight: Int
  /// Requests a second; `null` for as many as the server takes.
  let rate: OrNull<Double>
  let memoryFiles: Bool
  let threads: Int
  let seconds: Double
  let warmUpSeconds: Double
  let imagesPerSecond: Double
  let requestsPerSecond: Double
  let latencyMicroseconds: LatencyReport
  let sent: UInt64
  let answered: UInt64
  /// Requests refused, by the name of the status.
  let refused: [String: UInt64]
  let refusedCount: UInt64
  let lost: UInt64
  let unsent: UInt64
  let resent: UInt64
  let reconnects: UInt64
  /// Answers of no single model; `null` where none was given to compare with.
  let mixed: OrNull<UInt64>
  let generations: [Generation]
  /// Why a connection was given up.
  let failure: OrNull<String>
}
