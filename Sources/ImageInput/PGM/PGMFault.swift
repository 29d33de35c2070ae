/// What can be wrong with a PGM file.
public enum PGMFault: Sendable, Hashable {
  /// A number of the header.
  public enum Field: Sendable, Hashable, CaseIterable {
    /// The number of pixel columns.
    case width
    /// The number of pixel rows.
    case height
    /// The value that stands for white.
    case maximum

    /// What messages call it.
    var name: String {
      switch self {
      case .width: "the width"
      case .height: "the height"
      case .maximum: "the largest sample"
      }
    }

    /// What stands before it.
    var predecessor: String {
      switch self {
      case .width: "the magic number"
      case .height: Field.width.name
      case .maximum: Field.height.name
      }
    }

    /// The most that it can be in any file.
    var largest: Int { self == .maximum ? 65_535 : Int(Int32.max) }
  }

  /// The file starts with neither `P2` nor `P5`.
  case magic(found: [UInt8])
  /// A number of the header is missing; `found` is the byte in its place, `nil` at the end.
  case numberMissing(Field, found: UInt8?)
  /// A number of the header is zero or too large.
  case number(Field, found: String)
  /// No white space follows what `after` names; `found` is `nil` at the end.
  case separator(after: String, found: UInt8?)
  /// The file has fewer bytes of samples than the header asks for; at least so many where it is
  /// not exact.
  case rasterCut(expected: Int, found: Int, isExact: Bool)
  /// A sample of `P2` is missing; `found` is the byte in its place, `nil` at the end.
  case sampleMissing(index: Int, count: Int, found: UInt8?)
  /// A sample is larger than the header says; `index` counts pixels row by row.
  case sample(index: Int, found: String, maximum: Int)
  /// `count` bytes follow the last sample.
  case goesOn(count: Int)
}

extension PGMFault {
  var subject: String {
    switch self {
    case .magic: "start of the pgm file"
    case .numberMissing(let field, _): "\(field.name) of the pgm image is missing"
    case .number(let field, _): "\(field.name) of the pgm image"
    case .separator(let subject, _): "pgm file after \(subject)"
    case .rasterCut: "pgm samples are cut"
    case .sampleMissing(let index, _, _): "pgm sample \(index) is missing"
    case .sample(let index, _, _): "pgm sample \(index)"
    case .goesOn: "pgm file goes on"
    }
  }

  var expected: String {
    switch self {
    case .magic: "P2 or P5"
    case .numberMissing: "a decimal number"
    case .number(let field, _): "1 to \(field.largest)"
    case .separator: "white space"
    case .rasterCut(let expected, _, true): "\(expected) bytes"
    case .rasterCut(let expected, _, false): "at least \(expected) bytes"
    case .sampleMissing(_, let count, _): "\(count) decimal numbers"
    case .sample(_, _, let maximum): "at most \(maximum)"
    case .goesOn: "the end"
    }
  }

  var found: String {
    switch self {
    case .magic(let found): found.isEmpty ? "nothing" : hexadecimal(found)
    case .numberMissing(_, let found), .separator(_, let found), .sampleMissing(_, _, let found):
      found.map { "byte \(hexadecimal([$0]))" } ?? "the end of the file"
    case .number(_, let found), .sample(_, let found, _): found
    case .rasterCut(_, let found, _): "\(found)"
    case .goesOn(let count): "\(count) more bytes"
    }
  }
}
