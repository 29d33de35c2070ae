internal import ByteCoding

/// The IDX format of MNIST: a magic number, the sizes, then one unsigned byte for each element.
///
/// | offset | size | meaning |
/// | --- | --- | --- |
/// | 0 | 2 | zero |
/// | 2 | 1 | element type: 8, unsigned byte |
/// | 3 | 1 | number of dimensions: 3 for images, 1 for labels |
/// | 4 | 4 each | count, and for images rows and columns; big-endian |
/// | 16 or 8 | | the elements, and nothing after them |
///
/// Files may be compressed with gzip, which is told by their content. Nothing here opens a file:
/// bytes come in, values go out, and any number of threads may decode at a time.
///
/// Source: Y. LeCun, C. Cortes and C. J. C. Burges, "The MNIST database of handwritten digits",
/// section "File formats".
public enum IDX {
  /// What a file holds.
  public enum Contents: Sendable, Hashable, CaseIterable {
    /// Images: three dimensions, magic number 2051.
    case images
    /// Labels: one dimension, magic number 2049.
    case labels

    /// The number of sizes in the header.
    var dimensions: UInt8 { self == .images ? 3 : 1 }

    /// The magic number, as the first four bytes read it.
    var magic: UInt32 { UInt32(IDX.unsignedByte) << 8 | UInt32(dimensions) }

    /// The number of bytes before the elements.
    var headerByteCount: Int { 4 + 4 * Int(dimensions) }
  }

  /// The most pixels that an image may have.
  public static let largestImage = 65_536

  /// The most elements that a file may hold: 1 GiB, or 1.4 million images of MNIST's size.
  public static let largestElementCount = 1 << 30

  /// The code of the only element type that MNIST uses.
  static let unsignedByte: UInt8 = 0x08

  /// The header of the file that holds `images`.
  ///
  /// A file that decodes has no freedom left: the header and then the pixels are its bytes again,
  /// so that a digest of the two is the digest of the uncompressed file.
  public static func header(of images: ImageSet) -> [UInt8] {
    header(.images, [images.count, images.rows, images.columns])
  }

  /// The header of the file that holds `labels`; the labels are the rest of its bytes.
  public static func header(ofLabels labels: [UInt8]) -> [UInt8] {
    header(.labels, [labels.count])
  }

  /// The file that holds `images`, uncompressed.
  public static func encode(_ images: ImageSet) -> [UInt8] {
    header(of: images) + images.pixels
  }

  /// The file that holds `labels`, uncompressed.
  public static func encode(labels: [UInt8]) -> [UInt8] {
    header(ofLabels: labels) + labels
  }

  private static func header(_ contents: Contents, _ sizes: [Int]) -> [UInt8] {
    var writer = ByteWriter(reserving: contents.headerByteCount)
    writer.append(u32: contents.magic, .big)
    for size in sizes {
      guard let size = UInt32(exactly: size) else {
        preconditionFailure("a size in an idx file has 32 bits, found \(size)")
      }
      writer.append(u32: size, .big)
    }
    return writer.bytes
  }
}
