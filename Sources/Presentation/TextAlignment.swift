/// Where a text stands in a field that is wider than it.
package enum TextAlignment: Hashable, Sendable {
  case left
  case centre
  case right
}
