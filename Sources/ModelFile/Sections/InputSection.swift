import ByteCoding
import NeuralNet

/// The section `NORM` as it is read: its shape checked, its numbers not yet.
struct InputSection: Hashable {
  /// A pixel is an unsigned byte.
  private static let unsignedByte: UInt32 = 1
  /// Pixels stand row by row from the top left.
  private static let rowMajor: UInt32 = 1
  /// 0 is background, 255 full ink.
  private static let inkIsHigh: UInt32 = 1

  let rows: Int
  let columns: Int
  let mean: Float
  let standardDeviation: Float
  private let entry: SectionEntry

  init(_ reader: inout SectionReader, inputs: Int) throws(ModelFileError) {
    entry = reader.entry
    let start = reader.position
    rows = try InputSection.side(&reader, "rows")
    columns = try InputSection.side(&reader, "columns")
    // Both sides are at most 65,536, so the product does not overflow.
    let pixels = rows * columns
    guard pixels <= FormatLimits.dimension else {
      throw reader.fault(
        .inputShape, at: start, "rows and columns",
        expected: "a product of at most \(FormatLimits.dimension)", found: "\(pixels)")
    }
    guard pixels == inputs else {
      throw reader.fault(
        .inputWidth, at: start, "rows and columns", expected: "a product of \(inputs)",
        found: "\(pixels)")
    }
    try InputSection.check(&reader, .pixelType, "pixel type", InputSection.unsignedByte)
    try InputSection.check(&reader, .pixelOrder, "pixel order", InputSection.rowMajor)
    try InputSection.check(&reader, .polarity, "polarity", InputSection.inkIsHigh)
    mean = try reader.f32("mean")
    standardDeviation = try reader.f32("standard deviation")
    try reader.reserved()
    try reader.finish()
  }

  /// Checks the numbers, as a network of a kind needs them, and computes the table of input values.
  func layout(for kind: NetworkKind) throws(ModelFileError) -> InputLayout {
    let isLegal = mean != 0 || mean.sign == .plus
    guard isLegal,
      let normalisation = PixelNormalisation(mean: mean, standardDeviation: standardDeviation)
    else {
      throw ModelFileError(
        .normalisation, section: entry.type, at: entry.offset + 20, field: "normalisation",
        expected: "finite numbers, a standard deviation above 0, finite inputs",
        found: "mean \(mean), standard deviation \(standardDeviation)")
    }
    let scale = normalisation.pixelScale
    guard kind == .perceptron || TensorValues.isScale(scale) else {
      throw ModelFileError(
        .scaleRange, section: entry.type, at: entry.offset + 24, field: "standard deviation",
        expected: "one whose 1 / (255 * standard deviation) is normal",
        found: "\(scale) for \(standardDeviation)")
    }
    return InputLayout(rows: rows, columns: columns, normalisation: normalisation)
  }

  private static func side(
    _ reader: inout SectionReader, _ field: String
  ) throws(ModelFileError) -> Int {
    let start = reader.position
    let side = try reader.u32(field)
    guard (1...UInt32(FormatLimits.dimension)).contains(side) else {
      throw reader.fault(
        .inputShape, at: start, field, expected: "1 to \(FormatLimits.dimension)",
        found: "\(side)")
    }
    return Int(side)
  }

  private static func check(
    _ reader: inout SectionReader, _ code: ModelFileError.Code, _ field: String, _ expected: UInt32
  ) throws(ModelFileError) {
    let start = reader.position
    let found = try reader.u32(field)
    guard found == expected else {
      throw reader.fault(code, at: start, field, expected: "\(expected)", found: "\(found)")
    }
  }

  static func encode(_ layout: InputLayout) -> [UInt8] {
    var writer = ByteWriter()
    writer.append(u32: UInt32(clamping: layout.rows), .little)
    writer.append(u32: UInt32(clamping: layout.columns), .little)
    writer.append(u32: unsignedByte, .little)
    writer.append(u32: rowMajor, .little)
    writer.append(u32: inkIsHigh, .little)
    writer.append(f32: layout.normalisation.mean, .little)
    writer.append(f32: layout.normalisation.standardDeviation, .little)
    writer.append(u32: 0, .little)
    return writer.bytes
  }
}
