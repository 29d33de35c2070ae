/// A Float64 sum in the order that the numeric contract fixes for losses, norms and statistics.
///
/// Terms are added in ascending order within blocks of 4,096; the block sums are added in order.
/// The result does not depend on how the work was divided, and the error grows with the number of
/// blocks instead of the number of terms. See `formats/model-file.md`, appendix A.
public struct BlockedSum: Sendable, Hashable {
  /// The number of terms in a block.
  public static let blockSize = 4_096

  /// The sum of the finished blocks.
  public private(set) var finished: Double
  /// The sum of the terms in the unfinished block.
  public private(set) var unfinished: Double
  /// The number of terms added so far.
  public private(set) var count: Int

  /// Creates an empty sum.
  public init() {
    self.init(finished: 0, unfinished: 0, count: 0)
  }

  /// Creates a sum that goes on where another stopped.
  public init(finished: Double, unfinished: Double, count: Int) {
    self.finished = finished
    self.unfinished = unfinished
    self.count = count
  }

  /// The sum of all terms.
  public var value: Double { finished + unfinished }
  /// The mean of all terms; 0 where there is none.
  public var mean: Double { count == 0 ? 0 : value / Double(count) }

  /// Adds the next term.
  public mutating func add(_ term: Double) {
    unfinished += term
    count += 1
    if count.isMultiple(of: BlockedSum.blockSize) {
      finished += unfinished
      unfinished = 0
    }
  }
}
