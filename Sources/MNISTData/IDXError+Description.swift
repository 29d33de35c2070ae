internal import Gzip

extension IDXError: CustomStringConvertible {
  /// One line: which file, what is wrong, where, what was expected, found and can be done.
  public var description: String { "\(file): \(fault)" }
}

extension IDXError.Fault: CustomStringConvertible {
  /// One line: what is wrong, where, what was expected, found and can be done.
  public var description: String {
    if case .gzip(let error) = self { return error.description }
    let message = "\(subject) at offset \(offset): expected \(expected), found \(found)"
    return advice.map { "\(message); \($0)" } ?? message
  }

  /// Where the fault is, in bytes from the start of the uncompressed file.
  ///
  /// For ``IDXError/Fault/gzip(_:)`` it counts compressed bytes.
  public var offset: Int {
    switch self {
    case .empty, .foreign, .magic: 0
    case .elementType: 2
    case .dimensionCount, .labelsForImages, .imagesForLabels: 3
    case .noItems, .dataTooLarge, .labelCount: 4
    case .imageTooLarge, .imageSize: 8
    case .emptyImages(let offset): offset
    case .headerCut(_, let found), .dataCut(_, let found): found
    case .dataGoOn(let expected, _, _): expected
    case .gzip(let error): error.offset
    case .label(let index, _, _): IDX.Contents.labels.headerByteCount + index
    }
  }

  /// What should be there.
  public var expected: String {
    switch self {
    case .empty, .foreign, .magic: "an idx file (00 00 08 and 01 or 03)"
    case .headerCut(let expected, _): "a header of \(expected) bytes"
    case .elementType: "8 (unsigned byte)"
    case .dimensionCount(let expected, _): "\(expected)"
    case .labelsForImages: "images (magic number 2051)"
    case .imagesForLabels: "labels (magic number 2049)"
    case .noItems, .emptyImages: "at least 1"
    case .imageTooLarge: "at most \(IDX.largestImage) pixels"
    case .dataTooLarge: "at most \(IDX.largestElementCount) bytes"
    case .dataCut(let expected, _), .dataGoOn(let expected, _, _): "\(expected) bytes in all"
    case .gzip(let error): error.expected
    case .label(_, _, let classes): "0 to \(classes - 1)"
    case .labelCount(let expected, _): "\(expected), one for each image"
    case .imageSize(let rows, let columns, _, _): "\(rows) x \(columns)"
    }
  }

  /// What is there.
  public var found: String {
    switch self {
    case .empty: "an empty file"
    case .headerCut(_, let found), .dataCut(_, let found), .dataGoOn(_, let found, true):
      "\(found)"
    case .dataGoOn(_, let found, false): "at least \(found)"
    case .foreign(let format, let bytes): "\(format) (\(hexadecimal(bytes)))"
    case .magic(let bytes): hexadecimal(bytes)
    case .elementType(let code): elementTypeName(code).map { "\(code) (\($0))" } ?? "\(code)"
    case .dimensionCount(_, let found): "\(found)"
    case .labelsForImages: "labels (magic number 2049)"
    case .imagesForLabels: "images (magic number 2051)"
    case .noItems, .emptyImages: "0"
    case .imageTooLarge(let rows, let columns): "\(rows) x \(columns)"
    case .dataTooLarge(let found): "\(found)"
    case .gzip(let error): error.found
    case .label(_, let found, _): "\(found)"
    case .labelCount(_, let found): "\(found)"
    case .imageSize(_, _, let rows, let columns): "\(rows) x \(columns)"
    }
  }

  /// What to do, where more can be said than that another file is needed.
  public var advice: String? {
    switch self {
    case .foreign(let format, _): format.advice
    case .labelsForImages, .imagesForLabels: "the two files are exchanged"
    case .dataCut, .headerCut: "the file was cut short, fetch it again"
    case .label: "ask for more classes where the set has them"
    case .labelCount: "images and labels belong to different sets"
    default: nil
    }
  }

  private var subject: String {
    switch self {
    case .empty, .foreign, .magic: "start of the file"
    case .headerCut: "idx header is cut"
    case .elementType: "idx element type"
    case .dimensionCount: "number of idx dimensions"
    case .labelsForImages, .imagesForLabels: "contents of the idx file"
    case .noItems: "number of items"
    case .emptyImages(let offset): offset == 8 ? "pixel rows" : "pixel columns"
    case .imageTooLarge, .imageSize: "image size"
    case .dataTooLarge: "product of the idx sizes"
    case .dataCut: "idx data are cut"
    case .dataGoOn: "idx data go on"
    case .gzip: "gzip"
    case .label(let index, _, _): "label of image \(index)"
    case .labelCount: "number of labels"
    }
  }

  private func hexadecimal(_ bytes: [UInt8]) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(separator: " ")
  }

  /// The element types of the IDX format.
  private func elementTypeName(_ code: UInt8) -> String? {
    switch code {
    case 0x09: "signed byte"
    case 0x0B: "short"
    case 0x0C: "int"
    case 0x0D: "float"
    case 0x0E: "double"
    default: nil
    }
  }
}
