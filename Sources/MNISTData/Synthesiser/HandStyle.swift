/// How much hands differ: the spread of every random change to a digit's outline.
///
/// The values were tuned by hand on MNIST's training images: until statistics of the drawn digits
/// (ink, width, slant, width of the line) resembled theirs, and until a network trained on drawn
/// digits alone read them well. MNIST's test images took no part.
struct HandStyle: Sendable, Hashable {
  /// The shake of single knots, in percent of the digit's height.
  var jitter: Float = 3.5
  /// The shift of the elastic grid's nodes, in percent of the digit's height.
  var elasticity: Float = 18
  /// The spread of rotation, in radians.
  var rotation: Float = 0.15
  /// The mean slant to the right: horizontal shift per height.
  var meanSlant: Float = 0.1
  /// The spread of slant.
  var slant: Float = 0.25
  /// The spread of the width, as a share of it.
  var width: Float = 0.18
  /// The smallest and largest smoothing of corners.
  var roundness: ClosedRange<Float> = 0...0.5
  /// The mean radius of the pen, in pixels of the image.
  var meanPenRadius: Float = 1.15
  /// The spread of the pen's radius between images.
  var penRadius: Float = 0.35
  /// How much broader the broad pens are than a bell-shaped spread has them: the weight, in units
  /// of that spread, of the squared excess over one standard deviation.
  var broadness: Float = 1
  /// The spread of the pen's radius from one end of a stroke to the other.
  var pressure: Float = 0.12
  /// The width of the ink's grey edge, in pixels.
  var softness: Float = 1.4
}
