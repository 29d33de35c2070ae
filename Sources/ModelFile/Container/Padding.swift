/// Alignment to 64 bytes, filled with zeros.
enum Padding {
  /// The smallest multiple of 64 that is at least `offset`.
  ///
  /// - Precondition: `offset` is that of a byte in memory, so the sum does not overflow.
  static func aligned(_ offset: Int) -> Int {
    (offset + FileHeader.alignment - 1) / FileHeader.alignment * FileHeader.alignment
  }

  /// Checks that every byte of a range is zero; the fault lies at the first that is not.
  ///
  /// - Precondition: the range lies within `bytes`.
  static func checkZero(
    _ bytes: [UInt8], _ range: Range<Int>, _ code: ModelFileError.Code,
    section: SectionType? = nil, field: String
  ) throws(ModelFileError) {
    guard let index = bytes[range].firstIndex(where: { $0 != 0 }) else { return }
    throw ModelFileError(
      code, section: section, at: index, field: field, expected: "0", found: "\(bytes[index])")
  }
}
