/// A reduced image that is stored in one piece: the whole image, or one of the seven of an
/// interlaced one (PNG specification, section 8.2).
struct PNGPass {
  /// 1 to 7, or `nil` for the whole image.
  let number: Int?
  /// The column and row of the image that the first pixel belongs to.
  let startColumn: Int
  let startRow: Int
  /// The columns and rows of the image from one pixel to the next.
  let columnStep: Int
  let rowStep: Int
  /// The size of the reduced image, at least 1 x 1.
  let width: Int
  let height: Int

  /// Start column, start row, column step and row step of Adam7's passes.
  private static let adam7: [(Int, Int, Int, Int)] = [
    (0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2),
    (0, 1, 1, 2),
  ]

  /// The passes of an image that hold any pixel; the others are not stored at all.
  static func passes(of header: PNGHeader) -> [PNGPass] {
    guard header.isInterlaced else {
      return [
        PNGPass(
          number: nil, startColumn: 0, startRow: 0, columnStep: 1, rowStep: 1,
          width: header.width, height: header.height)
      ]
    }
    return adam7.enumerated().compactMap { index, pass in
      let (startColumn, startRow, columnStep, rowStep) = pass
      guard startColumn < header.width, startRow < header.height else { return nil }
      return PNGPass(
        number: index + 1, startColumn: startColumn, startRow: startRow, columnStep: columnStep,
        rowStep: rowStep, width: (header.width - startColumn + columnStep - 1) / columnStep,
        height: (header.height - startRow + rowStep - 1) / rowStep)
    }
  }
}
