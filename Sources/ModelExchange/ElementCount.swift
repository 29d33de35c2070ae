import ModelFile

/// The number of elements of a shape from outside.
enum ElementCount {
  /// The product of sizes, `nil` where one is below 1 or the product is more than a tensor may have.
  ///
  /// No intermediate product wraps, so huge sizes cannot cancel out to a small count.
  static func product(_ shape: [Int]) -> Int? {
    var product = 1
    for size in shape {
      let (next, overflows) = product.multipliedReportingOverflow(by: size)
      guard size > 0, !overflows, next <= FormatLimits.elements else { return nil }
      product = next
    }
    return product
  }

  /// The product of sizes.
  ///
  /// - Parameter field: the tensor, for messages.
  static func checked(
    _ shape: [Int], format: ExchangeFormat, at offset: Int?, field: String
  ) throws(ModelExchangeError) -> Int {
    guard !shape.contains(0) else {
      throw ModelExchangeError(
        format, .emptyTensor, at: offset, field: field, expected: "sizes of at least 1",
        found: description(shape))
    }
    guard let product = product(shape) else {
      throw ModelExchangeError(
        format, .elementCount, at: offset, field: field,
        expected: "at most \(FormatLimits.elements) elements", found: description(shape))
    }
    return product
  }

  /// A shape in a message; there may be very many sizes.
  private static func description(_ shape: [Int]) -> String {
    shape.count <= 8 ? "\(shape)" : "\(Array(shape.prefix(8))) and \(shape.count - 8) more sizes"
  }
}
