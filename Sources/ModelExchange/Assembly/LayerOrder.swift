/// Whether the order of layers that were sorted by their names is beyond doubt.
///
/// Mostly the sizes allow one order only. Where layers could change places and still fit each
/// other, words do not say which comes first (`hidden`, `middle`), but numbers do.
enum LayerOrder {
  /// The places of the layers that could stand in another order and still fit each other, from the
  /// first of them to the last; `nil` where there is one order only.
  ///
  /// Layers are the steps of a walk over widths. Another walk takes the same steps where two
  /// widths are passed in turns (a b a b), where one is passed three times, and where the walk ends
  /// at the width that it starts from.
  ///
  /// - Parameter widths: the width before, between and after the layers.
  static func exchangeable(_ widths: [Int]) -> Range<Int>? {
    let count = widths.count - 1
    guard count > 1 else { return nil }
    if widths[0] == widths[count] { return 0..<count }
    var range: Range<Int>?
    for start in 0..<count {
      for again in start + 1..<widths.count where widths[again] == widths[start] {
        let passed = Set(widths[start..<again])
        guard let end = (again + 1..<widths.count).last(where: { passed.contains(widths[$0]) })
        else { continue }
        range = min(start, range?.lowerBound ?? start)..<max(end, range?.upperBound ?? end)
      }
    }
    return range
  }

  /// Whether names differ in their numbers alone; the first of Keras's `dense`, `dense_1` counts as
  /// one with a number.
  static func isNumbered(_ names: [String]) -> Bool {
    Set(names.map(withoutNumbers)).count <= 1
  }

  private static func withoutNumbers(_ name: String) -> String {
    var result = ""
    for character in name where !(character.isASCII && character.isNumber && result.last == "#") {
      result.append(character.isASCII && character.isNumber ? "#" : character)
    }
    if result.last == "#" { result.removeLast() }
    if result.last == "_" { result.removeLast() }
    return result
  }
}
