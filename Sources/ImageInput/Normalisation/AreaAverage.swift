/// An image brought to another size, each new pixel the mean of what it covers.
///
/// The new grid is laid over the old image; a new pixel is the mean of the old pixels within it,
/// each weighted with the area that they share. This is the anti-aliasing that gives MNIST its grey
/// levels. Enlarging follows the same rule: a new pixel within an old one has its value, and one
/// across an edge mixes both sides. Sums are exact integers, so the same image gives the same bytes
/// on every machine, and nothing is rounded before the end.
public struct AreaAverage: Sendable, Hashable {
  /// The largest side of the new image.
  public static let largestSide = 4_096

  /// The number of new pixel columns.
  public let width: Int
  /// The number of new pixel rows.
  public let height: Int
  /// Old pixels times shared area, summed for each new pixel, `[height, width]`.
  private let sums: [Int]
  /// The area of a new pixel in the same unit.
  private let area: Int

  /// Brings an image to a size.
  ///
  /// - Precondition: both sides are within `1...largestSide`.
  /// - Complexity: O(old pixels + old rows * `width` + new pixels).
  public init(_ image: GreyImage, width: Int, height: Int) {
    let sides = 1...AreaAverage.largestSide
    precondition(
      sides.contains(width) && sides.contains(height),
      "cannot scale to \(width) x \(height): sides are 1 to \(AreaAverage.largestSide)")
    // Where old pixels are `width` wide and `height` high, new ones are `image.width` wide and
    // `image.height` high: all edges are whole numbers.
    var sums = [Int](repeating: 0, count: width * height)
    for y in 0..<image.height {
      let row = AreaAverage.row(y, of: image, width: width)
      let (low, high) = (y * height, (y + 1) * height)
      for j in low / image.height...(high - 1) / image.height {
        let shared = min(high, (j + 1) * image.height) - max(low, j * image.height)
        for i in 0..<width { sums[j * width + i] += shared * row[i] }
      }
    }
    self.width = width
    self.height = height
    self.sums = sums
    area = image.width * image.height
  }

  /// Brings an image to the size at which its longer side has `side` pixels.
  ///
  /// The shorter side keeps the aspect ratio, rounded to the nearest pixel, half up, and has at
  /// least one.
  ///
  /// - Precondition: `side` is within `1...largestSide`.
  public init(_ image: GreyImage, fitting side: Int) {
    let longer = max(image.width, image.height)
    func scaled(_ length: Int) -> Int { max(1, (2 * length * side + longer) / (2 * longer)) }
    self.init(image, width: scaled(image.width), height: scaled(image.height))
  }

  /// The new image, each mean rounded to the nearest byte, half up.
  public func image() -> GreyImage {
    GreyImage(
      width: width, height: height, pixels: sums.map { UInt8(($0 + area / 2) / area) })
  }

  /// The new image, multiplied so that its largest pixel is 255; zeros stay zeros.
  ///
  /// Every digit of MNIST reaches 254 or 255 somewhere. A line that was thin in a large picture
  /// would be pale without this.
  public func brightenedImage() -> GreyImage {
    let largest = max(1, sums.max() ?? 0)
    return GreyImage(
      width: width, height: height,
      pixels: sums.map { UInt8((255 * $0 + largest / 2) / largest) })
  }

  /// A row of the old image at the new width: old pixels times shared width, summed.
  private static func row(_ y: Int, of image: GreyImage, width: Int) -> [Int] {
    let start = y * image.width
    return (0..<width).map { i in
      let (low, high) = (i * image.width, (i + 1) * image.width)
      let (first, last) = (low / width, (high - 1) / width)
      guard first < last else { return image.width * Int(image.pixels[start + first]) }
      var whole = 0
      for x in first + 1..<last { whole += Int(image.pixels[start + x]) }
      return ((first + 1) * width - low) * Int(image.pixels[start + first]) + width * whole
        + (high - last * width) * Int(image.pixels[start + last])
    }
  }
}
