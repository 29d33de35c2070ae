/// When the requests of one connection are due in an open loop.
///
/// All connections together send evenly: request `n` of the whole load is due `n / rate` after the
/// start, and connection `c` of `C` has the requests `c, C + c, 2 C + c, ...`.
struct LoadSchedule {
  /// The start of the load, on the monotonic clock.
  let start: UInt64

  private let offset: Double
  private let period: Double

  /// The schedule of connection `connection` of `connections`.
  init(start: UInt64, requestsPerSecond: Double, connection: Int, connections: Int) {
    precondition(requestsPerSecond > 0, "a rate of \(requestsPerSecond) requests has no schedule")
    self.start = start
    let spacing = 1e9 / requestsPerSecond
    offset = spacing * Double(connection)
    period = spacing * Double(connections)
  }

  /// The moment at which the connection's request `index` is due.
  func due(_ index: Int) -> UInt64 {
    // Multiplied, not added up: no error grows with the number of requests.
    start + UInt64(offset + period * Double(index))
  }
}
