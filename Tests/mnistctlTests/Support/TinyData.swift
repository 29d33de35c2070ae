import Foundation

/// A data set that a network learns in two epochs: each class is a bright stripe at its own place,
/// in images of 6 x 5 pixels, so that a debug build is quick.
enum TinyData {
  static let rows = 6
  static let columns = 5

  /// Writes the four files into the directory `data`.
  static func write(
    to scratch: Scratch, training: Int = 200, test: Int = 50, classes: Int = 10, salt: Int = 0,
    into directory: String = "data"
  ) throws {
    try FileManager.default.createDirectory(
      atPath: scratch.path(directory), withIntermediateDirectories: true)
    try write(training, from: salt, classes, "train", scratch, directory)
    if test > 0 { try write(test, from: salt + 100_000, classes, "t10k", scratch, directory) }
  }

  private static func write(
    _ count: Int, from first: Int, _ classes: Int, _ part: String, _ scratch: Scratch,
    _ directory: String
  ) throws {
    var images = bigEndian(0x0803) + bigEndian(count) + bigEndian(rows) + bigEndian(columns)
    var labels = bigEndian(0x0801) + bigEndian(count)
    let pixels = rows * columns
    for index in 0..<count {
      let label = index % classes
      labels.append(UInt8(label))
      for pixel in 0..<pixels {
        // Knuth's multiplicative hash: the same noise on every machine.
        let noise = UInt32(truncatingIfNeeded: (first + index) * pixels + pixel) &* 2_654_435_761
        let isBright = pixel * classes / pixels == label
        images.append(isBright ? 255 - UInt8(noise >> 27) : UInt8(noise >> 26))
      }
    }
    try scratch.write(images, "\(directory)/\(part)-images-idx3-ubyte")
    try scratch.write(labels, "\(directory)/\(part)-labels-idx1-ubyte")
  }

  private static func bigEndian(_ number: Int) -> [UInt8] {
    (0..<4).map { UInt8(truncatingIfNeeded: number >> (24 - 8 * $0)) }
  }
}
