/// How much training images are changed at random each time they are seen.
///
/// Every amount is the most that can happen; 0 switches a change off. What happens to an image is a
/// function of the amounts in an epoch, of seed, epoch and image alone, so neither threads nor
/// kernels nor the order of the images change a byte.
///
/// Source of the principle, and of elastic fields for digits: Simard, Steinkraus and Platt, "Best
/// practices for convolutional neural networks applied to visual document analysis" (2003).
public struct Augmentation: Sendable, Hashable {
  /// The largest angle of a rotation about the centre, in degrees, `0...180`.
  public var rotation: Float = 0
  /// The largest share by which width and height change, each for itself, `0...0.9`.
  public var scale: Float = 0
  /// The largest slant: columns that a row moves for each row that it is above the centre, `0...2`.
  public var shear: Float = 0
  /// The largest shift in each direction, in pixels, `0...64`.
  public var shift: Float = 0
  /// How far an elastic field moves pixels in each direction, in pixels, `0...16`: the root of the
  /// mean square.
  ///
  /// The field is a cubic B-spline over four by four cells with random control points. Its blending
  /// function has the standard deviation of `1 / sqrt(3)` cells; with 28 pixels a side those are
  /// 3.9 pixels, the 4 of Simard, Steinkraus and Platt's Gaussian.
  public var elasticity: Float = 0
  /// The largest share of a dilation (wider strokes) or erosion (thinner ones) by one pixel, `0...1`.
  ///
  /// Source: Serra, "Image analysis and mathematical morphology" (1982), chapter 12, for grey
  /// images; the neighbours are the four beside a pixel.
  public var penWidth: Float = 0
  /// The side of a square whose pixels are cleared, in pixels, `0...1024`; its centre is anywhere in
  /// the image, so a part of it may be outside.
  ///
  /// Source: DeVries and Taylor, "Improved regularization of convolutional neural networks with
  /// cutout" (2017), section 3.
  public var cutOut = 0
  /// The share of all these amounts that the last epoch has, `0...1`.
  ///
  /// They fall in a straight line from the first epoch on: what is learned at last comes from images
  /// near to real ones. A training that ends early does not come to the last epoch, and one of a
  /// single epoch has all of the amounts.
  ///
  /// Source of the principle: He, Xie, Chen, Zhang and Tian, "Data augmentation revisited: rethinking
  /// the distribution gap between clean and augmented data" (2019), who end a training without
  /// augmentation.
  public var floor: Float = 1

  /// Creates amounts that change nothing.
  public init() {}

  /// Whether nothing is ever changed.
  public var isIdentity: Bool { !moves && penWidth == 0 && cutOut == 0 }

  /// Whether pixels move.
  var moves: Bool {
    rotation != 0 || scale != 0 || shear != 0 || shift != 0 || elasticity != 0
  }

  /// The amounts of one epoch, which fall no more; a cut-out's side is rounded to the nearest pixel.
  ///
  /// - Parameters:
  ///   - epoch: the epoch, `0..<epochs`.
  ///   - epochs: the epochs that the training is to have.
  /// - Precondition: the amounts and the floor are within their ranges, and so is the epoch.
  public func amounts(epoch: Int, of epochs: Int) -> Augmentation {
    precondition((0..<epochs).contains(epoch), "epoch \(epoch) is not in 0..<\(epochs)")
    let share = 1 - (1 - floor) * (Float(epoch) / Float(max(epochs - 1, 1)))
    var amounts = self
    amounts.rotation *= share
    amounts.scale *= share
    amounts.shear *= share
    amounts.shift *= share
    amounts.elasticity *= share
    amounts.penWidth *= share
    amounts.cutOut = Int((Float(cutOut) * share).rounded())
    amounts.floor = 1
    return amounts
  }

  func validate() throws(TrainingError) {
    try requireAmount("rotation", rotation, within: 0...180, "degrees")
    try requireAmount("scale", scale, within: 0...0.9)
    try requireAmount("shear", shear, within: 0...2)
    try requireAmount("shift", shift, within: 0...64, "pixels")
    try requireAmount("elasticity", elasticity, within: 0...16, "pixels")
    try requireAmount("pen width", penWidth, within: 0...1)
    try require("cut-out", "in 0...1024 pixels", cutOut) { (0...1_024).contains($0) }
    try requireAmount("augmentation floor", floor, within: 0...1)
  }

  private func requireAmount(
    _ name: String, _ amount: Float, within range: ClosedRange<Float>, _ unit: String? = nil
  ) throws(TrainingError) {
    let expected = "in \(range.lowerBound)...\(range.upperBound)" + (unit.map { " \($0)" } ?? "")
    // A number that is none is in no range.
    try require(name, expected, amount) { range.contains($0) }
  }
}
