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
}
