import Fuzzing
import ImageInput

/// What holds for every picture: it is decoded and brought to MNIST's convention, or refused with
/// the place of the fault.
enum PictureProperties {
  /// More than the pixels of an input of a few kilobytes that is worth its time.
  private static let pixelLimit = 1 << 16

  static func check(_ file: [UInt8]) {
    do throws(ImageError) {
      let image = try GreyImage(decoding: file, pixelLimit: pixelLimit)
      require(
        image.width > 0 && image.height > 0 && image.pixels.count == image.width * image.height
          && image.pixels.count <= pixelLimit,
        "the size and the pixels fit, and keep the limit")
      require(PNG.isPNG(file) || PGM.isPGM(file), "what is decoded starts as its format")
      checkNormalised(image)
    } catch {
      require(
        (0...file.count).contains(error.offset),
        "\(error) lies within the file of \(file.count) bytes")
      requireOneLine(error.description)
    }
  }

  private static func checkNormalised(_ image: GreyImage) {
    for treatment in DigitNormaliser.Treatment.allCases {
      let normaliser = DigitNormaliser(treatment: treatment)
      do throws(NormalisationError) {
        let digit = try normaliser.normalise(image)
        require(digit.width == 28 && digit.height == 28, "a digit has 28 x 28 pixels")
        if treatment == .normalise {
          require(digit.pixels.contains(255), "the strongest pixel is full ink")
        }
      } catch {
        requireOneLine(error.description)
      }
    }
  }
}
