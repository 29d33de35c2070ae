/// The weights of an 8-bit layer in the form in which kernels work on them.
///
/// The weights of four inputs stand side by side in a word of 32 bits, and a row holds the words of
/// all outputs: weight `[output, input]` is byte `input % 4` of element `[input / 4, output]`. The
/// instructions that multiply bytes want it so. Inputs and outputs that fill up a word or row have
/// zeros.
// SAFETY: the memory is written in the initialisers only.
@safe
package struct Int8Weights: @unchecked Sendable {
  /// The inputs whose weights share a word.
  private static let group = 4

  /// The number of inputs, at least 1.
  package let inputs: Int
  /// The number of outputs, at least 1.
  package var outputs: Int { words.columns }
  /// The words, `[inputs / 4 rounded up, outputs]`.
  private let words: Int32Matrix
  /// The weights, aligned to 64 bytes.
  let base: UnsafePointer<Int8>
  /// The distance between the starts of two rows, in bytes.
  var stride: Int { words.stride * Int8Weights.group }

  /// Packs weights.
  ///
  /// - Parameter weights: `[outputs, inputs]` in row-major order.
  package init(_ weights: [Int8], outputs: Int, inputs: Int) {
    let rows = Int8Weights.rows(inputs: inputs)
    self.init(words: Int32Matrix(rows: rows, columns: outputs), inputs: inputs)
    unsafe fill(weights)
  }

  /// Packs weights into memory that is kept elsewhere.
  ///
  /// - Parameters:
  ///   - weights: `[outputs, inputs]` in row-major order.
  ///   - storage: the memory, which the weights keep alive; it must be zero.
  ///   - start: the first of the ``elementCount(outputs:inputs:)`` elements to use, a multiple of
  ///     16.
  package init(
    _ weights: [Int8], outputs: Int, inputs: Int, in storage: any ElementStorage, at start: Int
  ) {
    let rows = Int8Weights.rows(inputs: inputs)
    self.init(
      words: Int32Matrix(rows: rows, columns: outputs, in: storage, at: start), inputs: inputs)
    unsafe fill(weights)
  }

  /// Creates another object for the same weights; see ``PaddedMatrix/init(sharing:)``.
  package init(sharing other: Int8Weights) {
    self.init(words: Int32Matrix(sharing: other.words), inputs: other.inputs)
  }

  private init(words: Int32Matrix, inputs: Int) {
    precondition(inputs > 0 && words.columns > 0, "weights cannot be [\(words.columns), \(inputs)]")
    self.words = words
    self.inputs = inputs
    // SAFETY: a word is four bytes, and the words are used as nothing else.
    unsafe base = UnsafePointer(
      UnsafeMutableRawPointer(words.base).bindMemory(
        to: Int8.self, capacity: words.rows * words.stride * Int8Weights.group))
  }

  /// The number of elements of 32 bits that the weights take in memory; a multiple of 16.
  package static func elementCount(outputs: Int, inputs: Int) -> Int {
    Int32Matrix.elementCount(rows: rows(inputs: inputs), columns: outputs)
  }

  private static func rows(inputs: Int) -> Int { (inputs + group - 1) / group }

  /// The weight of one input in one output.
  package subscript(output: Int, input: Int) -> Int8 {
    precondition(
      output >= 0 && output < outputs && input >= 0 && input < inputs,
      "weight [\(output), \(input)] is outside \(shape)")
    return unsafe base[offset(output, input)]
  }

  /// The shape as messages show it.
  var shape: String { "[\(outputs), \(inputs)]" }

  private func offset(_ output: Int, _ input: Int) -> Int {
    input / Int8Weights.group * stride + output * Int8Weights.group + input % Int8Weights.group
  }

  /// Writes the weights; called by initialisers alone, while nobody else knows of the memory.
  @unsafe private func fill(_ weights: [Int8]) {
    precondition(
      weights.count == outputs * inputs, "\(weights.count) weights cannot be \(shape)")
    let bytes = unsafe UnsafeMutablePointer(mutating: base)
    for output in 0..<outputs {
      for input in 0..<inputs {
        unsafe bytes[offset(output, input)] = weights[output * inputs + input]
      }
    }
  }
}
