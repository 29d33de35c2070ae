internal import Gzip

extension IDX {
  /// Decodes a file of images, compressed or not.
  ///
  /// - Parameters:
  ///   - bytes: the whole file.
  ///   - name: what errors call the file, its path for example.
  /// - Throws: ``IDXError`` with the first fault.
  public static func decodeImages(_ bytes: [UInt8], name: String) throws(IDXError) -> ImageSet {
    do {
      let (header, pixels) = try decode(bytes, contents: .images)
      return ImageSet(rows: header.rows, columns: header.columns, pixels: pixels)
    } catch {
      throw IDXError(file: name, fault: error)
    }
  }

  /// Decodes a file of labels, compressed or not.
  ///
  /// - Parameters:
  ///   - bytes: the whole file.
  ///   - classes: the number of classes; each label has to be below it.
  ///   - name: what errors call the file, its path for example.
  /// - Precondition: `classes` is within `1...256`.
  /// - Throws: ``IDXError`` with the first fault.
  public static func decodeLabels(
    _ bytes: [UInt8], classes: Int = 10, name: String
  ) throws(IDXError) -> [UInt8] {
    do {
      let labels = try decode(bytes, contents: .labels).elements
      try check(labels, classes: classes)
      return labels
    } catch {
      throw IDXError(file: name, fault: error)
    }
  }

  /// Refuses a label that is no class.
  static func check(_ labels: [UInt8], classes: Int) throws(IDXError.Fault) {
    precondition((1...256).contains(classes), "there are 1 to 256 classes, found \(classes)")
    if let index = labels.firstIndex(where: { $0 >= classes }) {
      throw .label(index: index, found: labels[index], classes: classes)
    }
  }

  private static func decode(
    _ bytes: [UInt8], contents: Contents
  ) throws(IDXError.Fault) -> (header: IDXHeader, elements: [UInt8]) {
    Gzip.isGzip(bytes)
      ? try inflate(bytes, contents: contents) : try decodePlain(bytes, contents: contents)
  }

  private static func decodePlain(
    _ bytes: [UInt8], contents: Contents
  ) throws(IDXError.Fault) -> (header: IDXHeader, elements: [UInt8]) {
    let start = [UInt8](bytes.prefix(contents.headerByteCount))
    let header = try IDXHeader(start, contents: contents)
    let expected = start.count + header.elementCount
    guard bytes.count >= expected else {
      throw .dataCut(expected: expected, found: bytes.count)
    }
    guard bytes.count == expected else {
      throw .dataGoOn(expected: expected, found: bytes.count, isExact: true)
    }
    return (header, [UInt8](bytes[start.count...]))
  }

  /// Inflates the header, takes the room that it asks for, and inflates the rest straight into it.
  ///
  /// So the elements are written once, and neither a long run of zeros nor a false trailer can
  /// claim more memory than the header's own product; and that is not believed either where the
  /// compressed bytes are too few for it.
  private static func inflate(
    _ bytes: [UInt8], contents: Contents
  ) throws(IDXError.Fault) -> (header: IDXHeader, elements: [UInt8]) {
    var reader = GzipReader(bytes: bytes)
    var start: [UInt8] = []
    try read(contents.headerByteCount, from: &reader, into: &start)
    let header = try IDXHeader(start, contents: contents)
    let expected = start.count + header.elementCount

    var elements: [UInt8] = []
    elements.reserveCapacity(
      min(header.elementCount, GzipReader.largestExpansion * bytes.count))
    let found = try read(header.elementCount, from: &reader, into: &elements)
    guard found == header.elementCount else {
      throw .dataCut(expected: expected, found: start.count + found)
    }
    // One byte more shows whether the data end here, and has the trailer checked.
    var excess: [UInt8] = []
    guard try read(1, from: &reader, into: &excess) == 0 else {
      throw .dataGoOn(expected: expected, found: expected + 1, isExact: false)
    }
    return (header, elements)
  }

  @discardableResult
  private static func read(
    _ count: Int, from reader: inout GzipReader, into output: inout [UInt8]
  ) throws(IDXError.Fault) -> Int {
    do {
      return try reader.read(count, into: &output)
    } catch {
      throw .gzip(error)
    }
  }
}
