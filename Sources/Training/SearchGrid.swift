/// Every combination of the values of some axes: the candidates of a search.
public enum SearchGrid {
  /// One value of an axis: what it does to the settings.
  public typealias Change = @Sendable (inout TrainingSettings) -> Void

  /// The settings with one value of each axis; the last axis changes fastest.
  ///
  /// - Parameters:
  ///   - base: the settings that no axis changes.
  ///   - axes: the values of each axis, applied in the order of the axes; one without values
  ///     changes nothing.
  public static func candidates(
    _ base: TrainingSettings, axes: [[Change]]
  ) -> [TrainingSettings] {
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
