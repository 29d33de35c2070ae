/// Inputs and the outputs that the network gave for them where it was trained.
///
/// The numeric contract makes a network's outputs the same bits on every machine, so a machine
/// that gives other bits must not serve the model.
public struct SelfTest: Sendable, Hashable {
  /// An image and its logits.
  public struct Sample: Sendable, Hashable {
    /// The image's pixel bytes, `[rows * columns]`.
    public var pixels: [UInt8]
    /// The network's outputs, `[classes]`.
    public var logits: [Float]

    /// Creates a sample.
    public init(pixels: [UInt8], logits: [Float]) {
      self.pixels = pixels
      self.logits = logits
    }
  }

  /// The first output that is not, bit for bit, the recorded one.
  public struct Mismatch: Sendable, Hashable {
    /// The index of the sample.
    public let sample: Int
    /// The index of the class.
    public let label: Int
    /// The recorded logit.
    public let expected: Float
    /// The computed logit; `nil` where the network gave none.
    public let found: Float?
  }

  /// The samples, at most 64; none means that the file has no section `sELF`.
  public var samples: [Sample]

  /// Creates a self-test.
  public init(samples: [Sample] = []) {
    self.samples = samples
  }

  /// The pixels of all samples, one image after the other.
  public var pixels: [UInt8] { samples.flatMap(\.pixels) }

  /// Compares computed outputs, `[samples, classes]`, with the recorded ones, bit for bit.
  public func firstMismatch(in logits: [Float]) -> Mismatch? {
    var index = 0
    for (number, sample) in samples.enumerated() {
      for (label, expected) in sample.logits.enumerated() {
        let found = index < logits.count ? logits[index] : nil
        if found?.bitPattern != expected.bitPattern {
          return Mismatch(sample: number, label: label, expected: expected, found: found)
        }
        index += 1
      }
    }
    return nil
  }
}
