/// Brings a picture of a digit to MNIST's convention: 28 x 28 pixels, 0 for paper and 255 for ink,
/// the digit fitted into 20 x 20 pixels and its centre of mass at the centre.
///
/// The steps, each of which can be used on its own:
///
/// 1. ``InkPolarity/init(detectedIn:)``: is ink dark or light?
/// 2. ``InkScale``: paper becomes 0, full ink 255, noise is removed.
/// 3. ``GreyImage/inkBox()`` and ``GreyImage/cropped(to:)``: the picture is cut to the ink.
/// 4. ``AreaAverage/init(_:fitting:)``: the cut is scaled to 20 pixels on its longer side, its
///    aspect ratio kept, each pixel the mean of what it covers.
/// 5. ``AreaAverage/brightenedImage()``: the strongest pixel becomes 255.
/// 6. ``GreyImage/centredByMass(in:)``: the digit is put on 28 x 28 pixels.
///
/// All arithmetic is in integers: the same picture gives the same bytes on every machine.
///
/// A picture holds one digit, upright. A strong speck far from it widens the box and makes the
/// digit smaller.
///
/// Source: Y. LeCun, C. Cortes and C. J. C. Burges, "The MNIST database of handwritten digits": the
/// images were "size normalized to fit in a 20x20 pixel box while preserving their aspect ratio",
/// have "grey levels as a result of the anti-aliasing technique", and "were centered in a 28x28
/// image by computing the center of mass of the pixels". Steps 1, 2 and 5 make up for what those
/// scans had already: one polarity and full contrast.
public struct DigitNormaliser: Sendable, Hashable {
  /// The side of a normalised image.
  public static let side = 28
  /// The longer side of the digit in it.
  public static let digitSide = 20

  /// Which pictures are changed.
  public enum Treatment: Sendable, Hashable, CaseIterable {
    /// Pictures that follow the convention already are kept as they are, all others normalised.
    ///
    /// ``DigitNormaliser/followsConvention(_:)`` has the rule.
    case automatic
    /// Every picture is normalised.
    case normalise
    /// Every picture is kept as it is, and refused where it is not 28 x 28.
    ///
    /// This is for data that were never centred by mass, Fashion-MNIST for example.
    case keep
  }

  /// Which pictures are changed.
  public var treatment: Treatment
  /// Whether ink is dark or light; found out for each picture if `nil`.
  public var polarity: InkPolarity?
  /// Ink of at most this, of 255, is paper; measured for each picture if `nil`.
  public var noiseFloor: UInt8?

  /// Creates a normaliser; without arguments, one that decides everything from the picture.
  public init(
    treatment: Treatment = .automatic, polarity: InkPolarity? = nil, noiseFloor: UInt8? = nil
  ) {
    self.treatment = treatment
    self.polarity = polarity
    self.noiseFloor = noiseFloor
  }

  /// Brings a picture to the convention.
  ///
  /// - Returns: an image of 28 x 28 pixels, ready for a network that was trained on MNIST.
  /// - Throws: ``NormalisationError`` where there is nothing to see, or where the picture is to be
  ///   kept and has another size.
  public func normalise(_ image: GreyImage) throws(NormalisationError) -> GreyImage {
    switch treatment {
    case .keep:
      guard image.width == Self.side, image.height == Self.side else {
        throw .size(width: image.width, height: image.height)
      }
      return image
    case .automatic where polarity != .darkOnLight && Self.followsConvention(image):
      return image
    case .automatic, .normalise:
      let polarity = polarity ?? InkPolarity(detectedIn: image)
      let ink = try InkScale(image, polarity: polarity, noiseFloor: noiseFloor)(image)
      guard let box = ink.inkBox() else {
        preconditionFailure("an ink scale leaves the image that it measured some ink")
      }
      return AreaAverage(ink.cropped(to: box), fitting: Self.digitSide)
        .brightenedImage().centredByMass(in: Self.side)
    }
  }

  /// Whether a picture is in MNIST's convention already.
  ///
  /// It is 28 x 28; all that is not 0 fits a box of 20 x 20 and takes at least 18 pixels of its
  /// longer side; and the pixel that the centre of mass lies in is (14, 14) or touches it. This
  /// holds for all 70,000 images of MNIST. The pixel to spare admits images that were centred with
  /// another rounding.
  public static func followsConvention(_ image: GreyImage) -> Bool {
    guard image.width == side, image.height == side,
      let box = image.box(atLeast: 1), (18...digitSide).contains(box.longerSide),
      let centre = image.centreOfMass()
    else { return false }
    return abs(centre.x - side / 2) <= 1 && abs(centre.y - side / 2) <= 1
  }
}
