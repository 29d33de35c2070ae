public import Gzip

/// Why a file is no usable IDX file, or does not fit the others.
public struct IDXError: Error, Sendable, Hashable {
  /// What the caller called the file.
  public let file: String
  /// What is wrong with it.
  public let fault: Fault

  /// Creates the error of a file.
  public init(file: String, fault: Fault) {
    self.file = file
    self.fault = fault
  }

  /// What can be wrong with an IDX file.
  ///
  /// Offsets and byte counts are those of the uncompressed file, except in ``gzip(_:)``.
  public enum Fault: Error, Sendable, Hashable {
    /// The file is empty.
    case empty
    /// The file ends within the header, which has `expected` bytes.
    case headerCut(expected: Int, found: Int)
    /// The file is of another format, which its first bytes tell.
    case foreign(ForeignFormat, found: [UInt8])
    /// The file does not start with two zero bytes.
    case magic(found: [UInt8])
    /// The elements are not unsigned bytes.
    case elementType(found: UInt8)
    /// The number of dimensions is neither that of images nor that of labels.
    case dimensionCount(expected: UInt8, found: UInt8)
    /// Images were asked for, and the file holds labels.
    case labelsForImages
    /// Labels were asked for, and the file holds images.
    case imagesForLabels
    /// The file holds no image or no label.
    case noItems
    /// The images have no rows (offset 8) or no columns (offset 12).
    case emptyImages(offset: Int)
    /// An image has more than ``IDX/largestImage`` pixels.
    case imageTooLarge(rows: UInt32, columns: UInt32)
    /// The sizes ask for more than ``IDX/largestElementCount`` elements.
    case dataTooLarge(found: UInt64)
    /// The file has fewer bytes than its header asks for.
    case dataCut(expected: Int, found: Int)
    /// The file has more bytes than its header asks for.
    ///
    /// `found` is exact, or a lower bound where the file is compressed and only as much of it was
    /// inflated as its header allows.
    case dataGoOn(expected: Int, found: Int, isExact: Bool)
    /// The file is compressed, and the compressed data are damaged.
    case gzip(GzipError)
    /// The label of an image is none of the classes.
    case label(index: Int, found: UInt8, classes: Int)
    /// There are not as many labels as images.
    case labelCount(expected: Int, found: Int)
    /// The images are not of the size that a network, or another set, has.
    case imageSize(
      expectedRows: Int, expectedColumns: Int, foundRows: Int, foundColumns: Int)
  }
}
