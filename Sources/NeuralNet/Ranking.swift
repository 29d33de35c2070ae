/// The order of classes by their scores; equal scores go to the lower class index.
public enum Ranking {
  /// The class with the largest score; class 0 where no score is a number.
  public static func best(_ scores: [Float]) -> Int {
    best(scores.span)
  }

  /// The class with the largest score.
  public static func best(_ scores: Span<Float>) -> Int {
    var best = 0
    var bestScore = -Float.infinity
    for index in scores.indices where scores[index] > bestScore {
      best = index
      bestScore = scores[index]
    }
    return best
  }

  /// The `k` classes with the largest scores, best first; all of them where there are fewer.
  public static func top(_ k: Int, of scores: [Float]) -> [Int] {
    let order = scores.indices.sorted { a, b in
      scores[a] == scores[b] ? a < b : scores[a] > scores[b]
    }
    return Array(order.prefix(max(0, k)))
  }

  /// Writes the `k` classes with the largest scores, best first, behind `start` elements, without
  /// making room for anything.
  ///
  /// It looks through all scores for each of them, which for the few that are asked for is less
  /// than sorting.
  ///
  /// - Precondition: no score is NaN, there are at least `k` of them, and room for `k` classes.
  package static func writeTop(
    _ k: Int, of scores: Span<Float>, to classes: inout MutableSpan<UInt16>, at start: Int
  ) {
    precondition(k <= scores.count, "\(scores.count) scores have no \(k) best")
    var last = -1
    for place in 0..<k {
      var best = -1
      for index in 0..<scores.count {
        let isAfterLast =
          last < 0 || scores[index] < scores[last]
          || (scores[index] == scores[last] && index > last)
        if isAfterLast, best < 0 || scores[index] > scores[best] { best = index }
      }
      classes[start + place] = UInt16(best)
      last = best
    }
  }
}
