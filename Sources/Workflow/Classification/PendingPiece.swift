/// Images of an input that are being classified.
struct PendingPiece {
  /// The input they come from.
  let input: ClassificationInput
  /// The index of the first of them in the input.
  let firstIndex: Int
  /// The number of images of the whole input.
  let inputCount: Int
  /// Waits for the guesses about each of them.
  let guesses: () throws(WorkflowError) -> [[ClassifiedImages.Guess]]

  /// Waits for the results.
  func finish() throws(WorkflowError) -> ClassifiedImages {
    ClassifiedImages(
      input: input, firstIndex: firstIndex, inputCount: inputCount, guesses: try guesses())
  }
}
