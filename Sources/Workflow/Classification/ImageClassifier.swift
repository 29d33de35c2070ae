/// What classifies the images of a ``Classification``: a model in this process, or a server.
protocol ImageClassifier: Sendable {
  /// What the model takes and tells.
  var face: ModelFace { get }

  /// Begins to classify whole images.
  ///
  /// - Parameter topK: how many classes of each image are told, at least 1; all of them where there
  ///   are fewer.
  /// - Returns: what waits for the guesses about each image, best first; called once.
  func begin(
    _ pixels: [UInt8], topK: Int
  ) throws(WorkflowError) -> () throws(WorkflowError) -> [[ClassifiedImages.Guess]]
}
