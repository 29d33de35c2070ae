/// What one stroke leaves on the paper.
struct Trace {
  /// The corners of its chain of straight pieces; at least two.
  let points: [Point]
  /// The change of the pen's pressure along it.
  let pressure: Float
}
