import NeuralNet
import Testing

@Suite("Ranking")
struct RankingTests {
  @Test(
    "the best class has the largest score, the lowest of equals",
    arguments: [
      ([1], 0), ([1, 2, 3], 2), ([3, 1, 3], 0), ([0, 0, 0], 0), ([-2, -1, -1], 1),
      ([-0.0, 0], 0), ([-.infinity, -.infinity], 0), ([0, .infinity], 1), ([.nan, 1], 1),
      ([.nan, .nan], 0),
    ] as [([Float], Int)])
  func best(scores: [Float], expected: Int) {
    #expect(Ranking.best(scores) == expected)
    #expect(Ranking.best(scores.span) == expected)
  }

  @Test(
    "the top classes are in the order of their scores, equals in that of their index",
    arguments: [
      (0, []), (1, [3]), (2, [3, 1]), (3, [3, 1, 4]), (5, [3, 1, 4, 2, 0]),
      (9, [3, 1, 4, 2, 0]), (-1, []),
    ] as [(Int, [Int])])
  func top(k: Int, expected: [Int]) {
    #expect(Ranking.top(k, of: [-1, 2, 0, 7, 2]) == expected)
  }
}
