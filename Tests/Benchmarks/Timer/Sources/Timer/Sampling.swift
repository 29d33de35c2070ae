/// How often and how long something is repeated to learn how long it takes.
struct Sampling {
  /// How long to repeat it.
  let seconds: Double
  /// The calls between two looks at the clock; more than one keeps the clock out of short figures.
  var calls = 1

  /// The median duration of a call in microseconds.
  ///
  /// There are at least three samples, however long one takes. The first half of them is warm-up.
  func medianMicroseconds(_ call: () throws -> Void) rethrows -> Double {
    let clock = ContinuousClock()
    let end = clock.now + .seconds(seconds)
    var samples: [Duration] = []
    while clock.now < end || samples.count < 3 {
      let start = clock.now
      for _ in 0..<calls { try call() }
      samples.append(clock.now - start)
    }
    let steady = samples[(samples.count / 2)...].sorted()
    return steady[steady.count / 2] / .microseconds(1) / Double(calls)
  }
}
