public import LinearAlgebra

/// Changes training images at random, see ``Augmentation``.
///
/// A class because it is a resource: scratch paper of one thread.
final class ImageAugmenter: Sendable {
  private let augmentation: Augmentation
  private let epochs: Int
  private let seed: UInt64
  private let kernels: KernelSet
  private let plane: ImagePlane
  private let changed: ImagePlane
  private let map: ImageWarp

  /// - Parameter epochs: the length of the whole training.
  /// - Precondition: the amounts are within their ranges, and no side is above
  ///   `ImageWarp.sideLimit`.
  init(
    _ augmentation: Augmentation, rows: Int, columns: Int, seed: UInt64, epochs: Int,
    kernels: KernelSet
  ) {
    self.augmentation = augmentation
    self.epochs = epochs
    self.seed = seed
    self.kernels = kernels
    plane = ImagePlane(rows: rows, columns: columns)
    changed = ImagePlane(rows: rows, columns: columns)
    map = ImageWarp(rows: rows, columns: columns)
  }

  /// Another one that gives the same bytes, for another thread.
  convenience init(like other: ImageAugmenter) {
    self.init(
      other.augmentation, rows: other.plane.rows, columns: other.plane.columns, seed: other.seed,
      epochs: other.epochs, kernels: other.kernels)
  }

  /// Fills rows of a minibatch with changed images.
  ///
  /// - Parameters:
  ///   - tile: the minibatch, `[batch, rows * columns]`.
  ///   - rows: the rows to fill.
  ///   - pixels: all images.
  ///   - images: the image for each row.
  ///   - epoch: the epoch, from 0.
  func fill(
    _ tile: ByteTile, rows: Range<Int>, pixels: Span<UInt8>, images: Span<Int32>, epoch: Int
  ) {
    let amounts = augmentation.amounts(epoch: epoch, of: epochs)
    for row in rows {
      let image = Int(images[row])
      plane.fill(pixels, image: image)
      fill(tile, row: row, AugmentationDraw(seed: seed, epoch: epoch, image: image), amounts)
    }
  }

  private func fill(
    _ tile: ByteTile, row: Int, _ draw: AugmentationDraw, _ amounts: Augmentation
  ) {
    let pen = amounts.penWidth == 0 ? 0 : draw.pen(amounts)
    if pen != 0 { kernels.changePen(plane, amount: pen, into: changed) }
    // Also where nothing of the amounts is left, else the map would be that of an image before.
    if augmentation.moves { draw.set(map, amounts) }
    kernels.warp(pen == 0 ? plane : changed, by: map, into: tile, row: row)
    guard amounts.cutOut > 0 else { return }
    let square = draw.clearedSquare(amounts, rows: plane.rows, columns: plane.columns)
    for i in square.rows {
      for j in square.columns { tile[row, i * plane.columns + j] = 0 }
    }
  }
}

extension Augmentation {
  /// The images as an epoch shows them that has all of the amounts, `[count, rows * columns]`.
  ///
  /// Where they fall, ``amounts(epoch:of:)`` gives those of an epoch.
  ///
  /// - Parameters:
  ///   - pixels: the images, `[count, rows * columns]` in row-major order.
  ///   - rows: the rows of an image, `1...1024`.
  ///   - columns: the columns of an image, `1...1024`.
  ///   - seed: the seed of the training.
  ///   - epoch: the epoch, from 0.
  ///   - kernels: the kernels to use; they do not change a byte.
  /// - Throws: ``TrainingError`` where an amount or the shape is outside its range, or the pixels
  ///   are no whole images.
  public func apply(
    to pixels: [UInt8], rows: Int, columns: Int, seed: UInt64, epoch: Int,
    kernels: KernelSet = .best
  ) throws(TrainingError) -> [UInt8] {
    try validate()
    try Augmentation.requireShape(rows: rows, columns: columns)
    let count = pixels.count / (rows * columns)
    try require("pixels", "whole images of [\(rows), \(columns)]", pixels.count) {
      $0 == count * rows * columns
    }
    try require("epoch", "in 0...100000", epoch) { (0...100_000).contains($0) }
    let whole = amounts(epoch: 0, of: epoch + 1)
    let augmenter = ImageAugmenter(
      whole, rows: rows, columns: columns, seed: seed, epochs: epoch + 1, kernels: kernels)
    let tile = ByteTile(rows: count, columns: rows * columns)
    let images = (0..<count).map { Int32($0) }
    augmenter.fill(
      tile, rows: 0..<count, pixels: pixels.span, images: images.span, epoch: epoch)
    return (0..<count).flatMap { row in (0..<rows * columns).map { tile[row, $0] } }
  }

  /// Checks that images of a shape can be changed.
  static func requireShape(rows: Int, columns: Int) throws(TrainingError) {
    let range = 1...ImageWarp.sideLimit
    for side in [rows, columns] {
      try require("a side of an image that is changed", "in 1...\(range.upperBound) pixels", side) {
        range.contains($0)
      }
    }
  }
}
