/// Every combination of the values of some axes: the candidates of a search.
public enum SearchGrid {
  /// The candidates with one value of each axis; the last axis changes fastest.
  ///
  /// - Parameters:
  ///   - base: what no axis changes.
  ///   - axes: for each value of each axis what it does to a candidate, applied in the order of the
  ///     axes; an axis without values changes nothing.
  public static func candidates<Candidate>(
    _ base: Candidate, axes: [[(inout Candidate) -> Void]]
  ) -> [Candidate] {
    axes.filter { !$0.isEmpty }.reduce([base]) { candidates, axis in
      candidates.flatMap { candidate in
        axis.map { change in
          var changed = candidate
          change(&changed)
          return changed
        }
      }
    }
  }
}
