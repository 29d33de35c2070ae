internal import ImageInput
internal import SystemPackage

/// A picture of one digit as an input: its pixels as a network wants them, or what is wrong with it.
enum Picture {
  /// Decodes a PNG or PGM file and brings it to MNIST's convention.
  ///
  /// - Returns: 28 x 28 pixels.
  /// - Throws: ``WorkflowError`` also where the network takes another size, to which no convention
  ///   leads.
  static func pixels(
    _ bytes: [UInt8], path: FilePath, face: ModelFace, normaliser: DigitNormaliser
  ) throws(WorkflowError) -> [UInt8] {
    let side = DigitNormaliser.side
    guard face.rows == side, face.columns == side else {
      let (expected, found) = ("\(face.rows) x \(face.columns)", "\(side) x \(side)")
      throw WorkflowError(
        .input, code: "imageSize",
        "\(path): a picture gives \(found) pixels: expected \(expected), the model's input",
        path: path.string, expected: expected, found: found, remedy: "use idx images of that size")
    }
    let image: GreyImage
    do {
      image = try GreyImage(decoding: bytes)
    } catch {
      throw failure(error, path)
    }
    do {
      return try normaliser.normalise(image).pixels
    } catch {
      throw WorkflowError(
        .input, code: "picture", "\(path): \(error)", path: path.string, expected: error.expected,
        found: error.found)
    }
  }

  /// Refuses what is known to be handed over instead of a picture.
  static func refuseForeign(_ start: [UInt8], path: FilePath) throws(WorkflowError) {
    do {
      _ = try GreyImage(decoding: start)
    } catch {
      if case .foreign = error.fault { throw failure(error, path) }
    }
  }

  private static func failure(_ error: ImageError, _ path: FilePath) -> WorkflowError {
    WorkflowError(
      .input, code: "picture", "\(path): \(error)", path: path.string, offset: error.offset,
      expected: error.expected, found: error.found)
  }
}
