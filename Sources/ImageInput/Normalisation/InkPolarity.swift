/// Whether ink is darker or lighter than the paper.
public enum InkPolarity: Sendable, Hashable, CaseIterable {
  /// Dark ink on light paper: pen, scans, photographs.
  case darkOnLight
  /// Light ink on dark paper: chalk, and MNIST itself.
  case lightOnDark

  /// Decides by where the image departs from its border.
  ///
  /// The border shows the paper; its median is the paper's level. Ink is on the side on which all
  /// pixels together depart farther from it, each departure squared, so that a little strong ink
  /// outweighs a wide shadow. Where both sides are equal, as in a blank image, the answer is
  /// ``darkOnLight``.
  ///
  /// Where ink covers more than half of the border the answer is wrong, and has to be given by
  /// hand.
  public init(detectedIn image: GreyImage) {
    let paper = Int(PaperTone(borderOf: image).level)
    var darker = 0
    var lighter = 0
    for (tone, count) in ToneCounts(image.pixels).counts.enumerated() {
      // At most 255^2 a pixel: far from overflow for any image that fits memory.
      let departure = (tone - paper) * (tone - paper) * count
      if tone < paper { darker += departure } else { lighter += departure }
    }
    self = lighter > darker ? .lightOnDark : .darkOnLight
  }
}
