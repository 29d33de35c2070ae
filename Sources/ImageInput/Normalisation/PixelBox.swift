/// A rectangle of pixels: columns and rows, neither of them empty.
public struct PixelBox: Sendable, Hashable {
  /// The columns, counted from the left.
  public let columns: Range<Int>
  /// The rows, counted from the top.
  public let rows: Range<Int>

  /// Creates a rectangle.
  ///
  /// - Precondition: neither range is empty.
  public init(columns: Range<Int>, rows: Range<Int>) {
    precondition(!columns.isEmpty && !rows.isEmpty, "a box has at least one pixel")
    self.columns = columns
    self.rows = rows
  }

  /// The longer of width and height.
  public var longerSide: Int { max(columns.count, rows.count) }
}
