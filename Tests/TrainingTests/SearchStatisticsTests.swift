import Testing
import Training

@Suite("Search statistics")
struct SearchStatisticsTests {
  private func candidate(_ parameters: Int, _ values: [Double]) -> OneStandardErrorRule.Candidate {
    OneStandardErrorRule.Candidate(parameters: parameters, accuracy: FoldStatistics(values))
  }

  /// Mean 3, squared deviations 4 + 1 + 0 + 1 + 4 = 10.
  @Test("mean, deviation and error are those of the formulas")
  func formulas() {
    let statistics = FoldStatistics([1, 2, 3, 4, 5])
    #expect(statistics.count == 5 && statistics.mean == 3)
    #expect(statistics.standardDeviation == 2.5.squareRoot())
    #expect(statistics.standardError == 2.5.squareRoot() / 5.0.squareRoot())
    #expect(FoldStatistics([0.5, 0.5]).standardError == 0)
  }

  @Test("the smallest within one standard error of the best is chosen")
  func smallest() throws {
    // The best has mean 0.9 and error 0.01, so 0.895 is within and 0.88 is not.
    let rule = try #require(
      OneStandardErrorRule([
        candidate(10, [0.87, 0.89]), candidate(20, [0.895, 0.895]), candidate(40, [0.89, 0.91]),
        candidate(80, [0.89, 0.90]),
      ]))
    #expect(rule.best == 2 && rule.chosen == 1)
    #expect(abs(rule.threshold - 0.89) < 1e-12)
  }

  @Test("equals are decided by mean, then size, then place")
  func equals() throws {
    let bySize = try #require(
      OneStandardErrorRule([candidate(20, [0.5, 0.5]), candidate(10, [0.5, 0.5])]))
    #expect(bySize.best == 1 && bySize.chosen == 1)
    let byPlace = try #require(
      OneStandardErrorRule([candidate(10, [0.5, 0.5]), candidate(10, [0.5, 0.5])]))
    #expect(byPlace.best == 0 && byPlace.chosen == 0)
    let byMean = try #require(
      OneStandardErrorRule([
        candidate(10, [0.50, 0.50]), candidate(10, [0.52, 0.52]), candidate(30, [0.4, 0.7]),
      ]))
    #expect(byMean.best == 2 && byMean.chosen == 1)
    #expect(OneStandardErrorRule([]) == nil)
  }

  @Test("survivors are the best ones in the order of their places; failures come last")
  func survivors() {
    let all = [
      candidate(1, [0.1, 0.1]), nil, candidate(1, [0.3, 0.3]), candidate(1, [0.2, 0.2]), nil,
    ]
    #expect(OneStandardErrorRule.survivors(all, count: 2) == [2, 3])
    #expect(OneStandardErrorRule.survivors(all, count: 3) == [0, 2, 3])
    #expect(OneStandardErrorRule.survivors(all, count: 4) == [0, 1, 2, 3])
  }

  @Test("without halving there is one rung of everything")
  func oneRung() throws {
    let rungs = try SuccessiveHalving.rungs(candidates: 6, epochs: 10, factor: nil)
    #expect(rungs == [SuccessiveHalving.Rung(candidates: 6, epochs: 10)])
  }

  @Test(
    "rungs have fewer candidates and more epochs by the factor, rounded up",
    arguments: [
      (24, 10, 3, [24, 8, 3], [2, 4, 10]), (6, 10, 2, [6, 3, 2], [3, 5, 10]),
      (100, 1, 2, [100], [1]), (2, 10, 2, [2], [10]), (1, 10, 2, [1], [10]),
      (100, 2, 4, [100, 25], [1, 2]), (3, 100, 2, [3, 2], [50, 100]),
    ] as [(Int, Int, Int, [Int], [Int])])
  func halving(
    candidates: Int, epochs: Int, factor: Int, counts: [Int], budgets: [Int]
  ) throws {
    let rungs = try SuccessiveHalving.rungs(
      candidates: candidates, epochs: epochs, factor: factor)
    #expect(rungs.map(\.candidates) == counts)
    #expect(rungs.map(\.epochs) == budgets)
  }

  @Test("factors out of range are refused", arguments: [-2, 0, 1, 17])
  func factors(factor: Int) {
    #expect(throws: TrainingError.self) {
      try SuccessiveHalving.rungs(candidates: 6, epochs: 10, factor: factor)
    }
  }

  @Test("a grid has every combination, the last axis fastest")
  func grid() {
    let candidates = SearchGrid.candidates(
      TrainingSettings(),
      axes: [
        [{ $0.hidden = [1] }, { $0.hidden = [2] }], [],
        [{ $0.batchSize = 3 }, { $0.batchSize = 4 }, { $0.batchSize = 5 }],
      ])
    #expect(candidates.map(\.hidden) == [[1], [1], [1], [2], [2], [2]])
    #expect(candidates.map(\.batchSize) == [3, 4, 5, 3, 4, 5])
    #expect(SearchGrid.candidates(TrainingSettings(), axes: []) == [TrainingSettings()])
  }
}
