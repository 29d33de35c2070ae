/// The checks of single numbers, level 3.
enum TensorValues {
  /// Checks that no value is infinite or not a number, nor, in a model, a negative zero.
  ///
  /// - Parameters:
  ///   - start: the offset in the file of the first value.
  ///   - allowsNegativeZero: whether a negative zero is kept, as in a checkpoint.
  static func check(
    _ values: [Float], _ field: String, section: SectionType, at start: Int,
    allowsNegativeZero: Bool = false
  ) throws(ModelFileError) {
    let negativeZero: UInt32 = 0x8000_0000
    let bad = values.firstIndex { value in
      !value.isFinite || (!allowsNegativeZero && value.bitPattern == negativeZero)
    }
    guard let bad else { return }
    let value = values[bad]
    throw ModelFileError(
      value.isFinite ? .negativeZero : .notFinite, section: section, at: start + 4 * bad,
      field: "\(field)[\(bad)]",
      expected: value.isFinite ? "a number that is not -0" : "a finite number",
      found: "\(value) (\(hexadecimal(value.bitPattern)))")
  }
}
