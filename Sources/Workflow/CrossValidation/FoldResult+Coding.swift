internal import ModelFile
internal import SystemPackage
internal import Training

extension FoldResult {
  static let format = "mnistkit cross-validation result"
  static let version = 1

  /// The result as the first line of its file.
  ///
  /// - Parameter plan: the digest of the plan that it belongs to.
  func line(plan: String) -> SealedLine { SearchJSON.encode(ResultFields(self, plan: plan)) }

  /// Takes a result from its file's first line.
  ///
  /// - Throws: ``WorkflowError`` where it breaks a rule of `formats/cross-validation.md`, or is not
  ///   the result of that task of that plan.
  init(
    decoding line: SealedLine, of task: SearchTask, in plan: SearchPlan, digest: String,
    path: FilePath
  ) throws(WorkflowError) {
    let fields = try SearchJSON.decode(
      ResultFields.self, line, format: FoldResult.format, version: FoldResult.version, path: path)
    func expect<Value: Equatable>(
      _ what: String, _ expected: Value, _ found: Value, code: String = "searchFile"
    ) throws(WorkflowError) {
      guard expected != found else { return }
      var error = SealedLine.fault(
        "another \(what)", at: 0, expected: "\(expected)", found: "\(found)", path)
      error.code = code
      throw error
    }
    try expect("plan", digest, fields.plan, code: "otherPlan")
    try expect("task", task.index, fields.task)
    try expect("fold", task.fold, fields.fold)
    try expect("number of epochs", plan.rungs[task.rung].epochs, fields.epochs)
    let images = plan.validationCount(fold: task.fold)
    try expect("number of validation images", images, fields.validationImages)
    try expect(
      "number of training images", plan.data.images.count - images, fields.trainingImages)
    guard plan.candidates.indices.contains(fields.candidate), let outcome = fields.outcome else {
      throw SealedLine.fault(
        "the numbers of the result", at: 0, expected: "those of a training", found: "others", path)
    }
    self.init(
      task: fields.task, candidate: fields.candidate, fold: fields.fold, epochs: fields.epochs,
      trainingImages: fields.trainingImages, validationImages: fields.validationImages,
      outcome: outcome)
  }
}

extension SearchPlan {
  /// The number of images in a fold: folds differ by one image, and the first ones are larger.
  func validationCount(fold: Int) -> Int {
    let (share, excess) = data.images.count.quotientAndRemainder(dividingBy: folds)
    return share + (fold < excess ? 1 : 0)
  }
}

/// The keys of a result's line, see `formats/cross-validation.md`.
private struct ResultFields: Codable {
  let format: String
  let version: Int
  let plan: String
  let task: Int
  let candidate: Int
  let fold: Int
  let epochs: Int
  let trainingImages: Int
  let validationImages: Int
  let diverged: String?
  let hits: Int?
  let loss: Double?
  let trainingLosses: [Double]?
  let trainingAccuracies: [Double]?

  init(_ result: FoldResult, plan: String) {
    format = FoldResult.format
    version = FoldResult.version
    self.plan = plan
    task = result.task
    candidate = result.candidate
    fold = result.fold
    epochs = result.epochs
    trainingImages = result.trainingImages
    validationImages = result.validationImages
    let measurement = result.measurement
    hits = measurement?.hits
    loss = measurement?.loss
    trainingLosses = measurement?.trainingLosses
    trainingAccuracies = measurement?.trainingAccuracies
    if case .diverged(let reason) = result.outcome { diverged = reason } else { diverged = nil }
  }

  /// How the training ended; `nil` where the numbers contradict each other.
  var outcome: FoldResult.Outcome? {
    if let diverged {
      return hits == nil && loss == nil ? .diverged(diverged) : nil
    }
    guard let hits, let loss, let trainingLosses, let trainingAccuracies,
      (0...validationImages).contains(hits), loss >= 0, trainingLosses.count == epochs,
      trainingAccuracies.count == epochs, trainingLosses.allSatisfy({ $0 >= 0 }),
      trainingAccuracies.allSatisfy({ (0...1).contains($0) })
    else { return nil }
    return .measured(
      FoldResult.Measurement(
        hits: hits, loss: loss, trainingLosses: trainingLosses,
        trainingAccuracies: trainingAccuracies))
  }
}
