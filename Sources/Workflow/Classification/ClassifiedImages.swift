/// What a model says about images that follow each other in an input.
public struct ClassifiedImages: Sendable, Hashable {
  /// One class and how probable it is.
  public struct Guess: Sendable, Hashable {
    /// The class, an index into the model's labels.
    public let label: Int
    /// Its probability, 0...1.
    public let probability: Float
  }

  /// The input they come from.
  public let input: ClassificationInput
  /// The index of the first of them in the input, from 0.
  public let firstIndex: Int
  /// The number of images of the whole input.
  public let inputCount: Int
  /// The most probable classes of each image, best first, at least one; equals by their index.
  public let guesses: [[Guess]]
}
