internal import LinearAlgebra
internal import NeuralNet

extension Trainer {
  /// Trains to the end of the current epoch.
  ///
  /// - Parameter shouldContinue: called after every step but the epoch's last; false interrupts
  ///   training there, with everything kept so that it can go on.
  /// - Returns: the epoch's report; `nil` if training was interrupted or was already finished.
  /// - Throws: ``TrainingError/diverged(epoch:step:what:)``; the trainer is of no use after that.
  @discardableResult
  public func trainEpoch(
    while shouldContinue: (StepReport) -> Bool = { _ in true }
  ) throws(TrainingError) -> EpochReport? {
    guard !isFinished else { return nil }
    if order.isEmpty {
      order = Philox(seed: settings.seed).permutation(
        of: split.training, stream: .shuffling, epoch: UInt32(history.count))
    }
    while step < stepsPerEpoch {
      try trainStep()
      let isLast = step == stepsPerEpoch
      if !isLast && !shouldContinue(stepReport) { return nil }
    }
    return try finishEpoch()
  }

  /// Where training is in the current epoch.
  public var stepReport: StepReport {
    StepReport(
      epoch: history.count + 1, step: step, stepsPerEpoch: stepsPerEpoch, images: lossSum.count,
      loss: lossSum.mean,
      accuracy: lossSum.count == 0 ? 0 : Double(hits) / Double(lossSum.count))
  }

  /// One minibatch: forward, backward, gradient, update.
  private func trainStep() throws(TrainingError) {
    let images = step * settings.batchSize..<min((step + 1) * settings.batchSize, trainingCount)
    propagate(images)
    for row in 0..<images.count {
      guard outcome.losses[row].isFinite else { throw diverged("a logit") }
      lossSum.add(outcome.losses[row])
      hits += outcome.hits[row] ? 1 : 0
    }
    try update(batch: images.count)
    step += 1
  }

  /// Divides the minibatch's images among the threads.
  ///
  /// Chunks are multiples of 16 images, so that what is kept for each image (its loss, its largest
  /// logit) does not put two threads into one cache line.
  private func propagate(_ images: Range<Int>) {
    let batch = images.count
    let share = (batch + pool.threads - 1) / pool.threads
    let chunk = min(128, (share + 15) / 16 * 16)
    let chunks = (batch + chunk - 1) / chunk
    pool.forEach(chunks) {
      [
        workers, outcome, order, pixels = examples.pixels, labels = examples.labels,
        epoch = history.count
      ] index, thread in
      workers[thread].propagate(
        rows: index * chunk..<min((index + 1) * chunk, batch), pixels: pixels.span,
        images: order.span.extracting(images), labels: labels,
        epoch: epoch, outcome: outcome)
    }
  }

  /// Divides the parameters among the threads: gradient and update, one part at a time.
  ///
  /// Clipping needs the norm of the whole gradient before the first update, so it takes a loop for
  /// the gradients and another for the updates.
  private func update(batch: Int) throws(TrainingError) {
    powers = settings.optimizer.advance(powers)
    var numbers = OptimizerStep(
      learningRate: settings.schedule.learningRate(
        step: history.count * stepsPerEpoch + step, stepsPerEpoch: stepsPerEpoch,
        epochs: settings.epochs, rate: settings.effectiveLearningRate),
      gradientScale: 1, powers: powers, averageRate: averageRate)
    let isClipped = settings.gradientClip != nil
    if let limit = settings.gradientClip {
      pool.forEach(parts.count) { [workers, parts] index, thread in
        workers[thread].gradient(of: parts[index], batch: batch)
      }
      let norm = backpropagation.gradientSumOfSquares(on: pool).squareRoot()
      guard norm.isFinite else { throw diverged("the norm of the gradient") }
      if norm > Double(limit) { numbers.gradientScale = Float(Double(limit) / norm) }
    }
    pool.forEach(parts.count) {
      [workers, parts, optimizer, isFinitePart, numbers] index, thread in
      let worker = workers[thread]
      if !isClipped { worker.gradient(of: parts[index], batch: batch) }
      // Written only where it changes, which ends training: the threads share its cache line.
      if !worker.update(parts[index], by: optimizer, step: numbers) {
        isFinitePart[index] = false
      }
    }
    for (index, part) in parts.enumerated() where !isFinitePart[index] {
      throw diverged("a \(part.inputs == nil ? "bias" : "weight") of layer \(part.layer)")
    }
  }

  /// How much of the distance to the parameters their moving averages go in this step.
  private var averageRate: Float {
    let steps = Double(history.count * stepsPerEpoch + step + 1)
    return Float(1 - min(Double(settings.averageDecay), (1 + steps) / (10 + steps)))
  }

  private func finishEpoch() throws(TrainingError) -> EpochReport {
    let training = stepReport
    let validation = try validate()
    let report = EpochReport(
      epoch: training.epoch, loss: training.loss, accuracy: training.accuracy,
      validationLoss: validation?.loss, validationAccuracy: validation?.accuracy)
    history.append(report)
    if let validation, validation.loss < best?.loss ?? .infinity {
      best = TrainerState.Best(epoch: report.epoch, loss: validation.loss, network: averagedNetwork)
    }
    step = 0
    lossSum = BlockedSum()
    hits = 0
    order = []
    return report
  }

  /// Evaluates the network on the validation images, if there are any.
  ///
  /// Finite weights can still be so large that a logit overflows.
  private func validate() throws(TrainingError) -> Evaluation? {
    guard !validationLabels.isEmpty else { return nil }
    let logits = classifier.logits(validationPixels, count: validationLabels.count, pool: pool)
    guard logits.allSatisfy(\.isFinite) else { throw diverged("a logit of a validation image") }
    return Evaluation(logits: logits, labels: validationLabels, classes: examples.classes)
  }

  /// The error of the step that is being taken, or of the epoch's last one after it.
  private func diverged(_ what: String) -> TrainingError {
    .diverged(epoch: history.count + 1, step: min(step + 1, stepsPerEpoch), what: what)
  }
}
