public import LinearAlgebra
public import MNISTData
internal import ModelFile
internal import Posix
public import SystemPackage

/// The images that a load consists of.
public enum LoadImages {
  /// How many are drawn where no file is named: enough that a model's branches are not learned by
  /// the processor, few enough to be drawn at once.
  private static let drawnCount = 2_000

  /// Reads all images of an IDX file.
  public static func read(_ path: FilePath) throws(WorkflowError) -> ImageSet {
    let file = try DecodedFile(.testImages, path: path, classes: 1)
    guard let images = file.images else { preconditionFailure("images decode to images") }
    return images
  }

  /// Images of a size: synthesised digits where it is theirs, else a pattern of grey values.
  public static func make(rows: Int, columns: Int, pool: WorkerPool) -> ImageSet {
    let side = DigitSynthesiser.side
    if rows == side, columns == side {
      let drawn = SynthesisedDataset.make(training: drawnCount, test: 0, seed: 1, pool: pool)
      if let images = drawn.training?.images { return images }
    }
    let count = 256
    // Knuth's multiplicative hash: the same images on every machine.
    let pixels = (0..<count * rows * columns).map {
      UInt8(truncatingIfNeeded: (UInt32(truncatingIfNeeded: $0) &* 2_654_435_761) >> 24)
    }
    return ImageSet(rows: rows, columns: columns, pixels: pixels)
  }
}
