internal import LinearAlgebra
internal import NeuralNet
internal import WireProtocol

/// Room for what answers tell of a tile's images besides their logits, used again for each tile.
///
/// What nobody has asked for yet takes no memory.
struct TileResults {
  let capacity: Int
  let classes: Int
  private var labels: [UInt16]
  private var ranked: [UInt16] = []
  private var rankedProbabilities: [Float] = []
  private var probabilities: [Float] = []
  private var logits: [Float] = []

  /// Makes room for the classes of `capacity` images.
  init(capacity: Int, classes: Int) {
    self.capacity = capacity
    self.classes = classes
    labels = [UInt16](repeating: 0, count: capacity)
  }

  /// Writes what `layout` wants of some rows of logits into a payload that begins at `start`, as its
  /// images from `first` on.
  mutating func write(
    rows: Range<Int>, of values: PaddedMatrix, as layout: ClassificationLayout, from first: Int,
    to bytes: inout MutableSpan<UInt8>, at start: Int
  ) {
    let count = rows.count
    for row in rows {
      labels[row - rows.lowerBound] = values.withRow(row) { UInt16(Ranking.best($0)) }
    }
    layout.write(labels: labels.span.extracting(0..<count), from: first, to: &bytes, at: start)
    if layout.options.isEmpty { return }
    if layout.options.contains(.logits) {
      collectLogits(values, rows)
      layout.write(
        logits: logits.span.extracting(0..<count * classes), from: first, to: &bytes, at: start)
    }
    if layout.options.contains(.probabilities) || layout.topK > 0 {
      computeProbabilities(values, rows)
    }
    if layout.options.contains(.probabilities) {
      layout.write(
        probabilities: probabilities.span.extracting(0..<count * classes), from: first,
        to: &bytes, at: start)
    }
    if layout.topK > 0 {
      let k = layout.topK
      rank(values, rows, k)
      layout.write(
        ranked: ranked.span.extracting(0..<count * k), from: first, to: &bytes, at: start)
      layout.write(
        rankedProbabilities: rankedProbabilities.span.extracting(0..<count * k), from: first,
        to: &bytes, at: start)
    }
  }

  private mutating func collectLogits(_ values: PaddedMatrix, _ rows: Range<Int>) {
    Self.grow(&logits, to: capacity * classes)
    let classes = classes
    var all = logits.mutableSpan
    for row in rows {
      let place = (row - rows.lowerBound) * classes
      values.withRow(row) { row in
        for j in 0..<row.count { all[place + j] = row[j] }
      }
    }
  }

  private mutating func computeProbabilities(_ values: PaddedMatrix, _ rows: Range<Int>) {
    Self.grow(&probabilities, to: capacity * classes)
    let classes = classes
    var all = probabilities.mutableSpan
    for row in rows {
      values.withRow(row) {
        Softmax.write($0, to: &all, at: (row - rows.lowerBound) * classes)
      }
    }
  }

  private mutating func rank(_ values: PaddedMatrix, _ rows: Range<Int>, _ k: Int) {
    Self.grow(&ranked, to: capacity * k)
    Self.grow(&rankedProbabilities, to: capacity * k)
    for row in rows {
      let index = row - rows.lowerBound
      do {
        var best = ranked.mutableSpan
        values.withRow(row) { Ranking.writeTop(k, of: $0, to: &best, at: index * k) }
      }
      for place in index * k..<(index + 1) * k {
        rankedProbabilities[place] = probabilities[index * classes + Int(ranked[place])]
      }
    }
  }

  private static func grow<Number: Numeric>(_ numbers: inout [Number], to count: Int) {
    if numbers.count < count {
      numbers.append(contentsOf: repeatElement(0, count: count - numbers.count))
    }
  }
}
