/// The ways the ten digits are written.
///
/// All are designed by hand, from how people write and from what a network trained on them misread;
/// no outline was traced from or fitted to an image. Coordinates are percent of the digit's height:
/// `y` runs from 0 at the top to 100 at the foot, `x` from 0 to about 60. Parts that stick out
/// further, and whole forms of another size, do no harm, since the finished digit is scaled.
enum Glyphs {
  /// The allographs of each digit, `[10]`.
  static let allographs: [[Allograph]] = [
    zero, one, two, three, four, five, six, seven, eight, nine,
  ]
}
