/// Why an image cannot be brought to MNIST's convention.
public enum NormalisationError: Error, Sendable, Hashable {
  /// No pixel departs from the paper by more than `contrast` of 255; ink has to by `least`.
  case blank(contrast: Int, least: Int)
  /// Nothing is above the noise floor that the caller has set, in 255ths of full ink.
  case belowNoiseFloor(UInt8)
  /// The image was to be kept as it is, and is not 28 x 28.
  case size(width: Int, height: Int)
}

extension NormalisationError: CustomStringConvertible {
  /// One line: what is wrong, what was expected, found and can be done.
  public var description: String {
    let message = "\(subject): expected \(expected), found \(found)"
    return advice.map { "\(message); \($0)" } ?? message
  }

  /// What should be there.
  public var expected: String {
    switch self {
    case .blank(_, let least): "ink that differs from the paper by at least \(least) of 255"
    case .belowNoiseFloor(let floor): "ink above \(floor) of 255"
    case .size: "\(DigitNormaliser.side) x \(DigitNormaliser.side)"
    }
  }

  /// What is there.
  public var found: String {
    switch self {
    case .blank(let contrast, _): "\(contrast)"
    case .belowNoiseFloor: "none"
    case .size(let width, let height): "\(width) x \(height)"
    }
  }

  /// What to do about it.
  public var advice: String? {
    switch self {
    case .blank: "choose the polarity by hand where ink covers the border"
    case .belowNoiseFloor: "lower the noise floor"
    case .size: "let the image be normalised"
    }
  }

  private var subject: String {
    switch self {
    case .blank: "image is blank"
    case .belowNoiseFloor: "image has no ink above the noise floor"
    case .size: "size of the image"
    }
  }
}
