import LinearAlgebra
import MNISTData
import ModelFile
import NeuralNet
import Workflow

/// Times a model in process, from pixels to labels on one thread: `Inference MODEL DATA`.
///
/// Prints one JSON object: the accuracy on all test images, and microseconds a call by batch size.
@main
struct Inference {
  let classifier: Classifier
  let images: LabelledImages

  static func main() throws {
    let arguments = CommandLine.arguments
    guard arguments.count == 3 else {
      print("usage: Inference MODEL DATA")
      return
    }
    let model = try ModelStore.load(.init(arguments[1])).model
    let dataset = try DatasetDirectory(.init(arguments[2])).load(
      .test, pool: WorkerPool(threads: 1))
    let inference = Inference(
      classifier: Classifier(network: model.network, normalisation: model.input.normalisation),
      images: try dataset.requireTest().images)
    let times = [1, 1_024].map { batch in
      "\"\(batch)\":\(inference.medianMicroseconds(batch: batch))"
    }
    print(
      "{\"accuracy\":\(inference.accuracy()),\"microseconds\":{\(times.joined(separator: ","))}}")
  }

  /// The share of the test images that are classified correctly.
  func accuracy() -> Double {
    let workspace = ClassifierWorkspace(classifier)
    var labels = [Int32](repeating: 0, count: images.count)
    classify(0..<images.count, into: &labels, workspace: workspace)
    let right = zip(labels, images.labels).count { Int($0) == Int($1) }
    return Double(right) / Double(images.count)
  }

  /// The median duration of a call.
  ///
  /// Batches walk through the test images, so that no call sees the images of the one before. Small
  /// batches are timed many calls at a time, which keeps the clock out of the figure; the first half
  /// of the samples is warm-up.
  func medianMicroseconds(batch: Int) -> Double {
    let workspace = ClassifierWorkspace(classifier)
    var labels = [Int32](repeating: 0, count: batch)
    let clock = ContinuousClock()
    let callsPerSample = max(1, 128 / batch)
    let end = clock.now + .seconds(1)
    var samples: [Duration] = []
    var first = 0
    while clock.now < end {
      let start = clock.now
      for _ in 0..<callsPerSample {
        classify(first..<first + batch, into: &labels, workspace: workspace)
        first = (first + batch) % (images.count - batch)
      }
      samples.append(clock.now - start)
    }
    let steady = samples[(samples.count / 2)...].sorted()
    return steady[steady.count / 2] / .microseconds(1) / Double(callsPerSample)
  }

  private func classify(
    _ range: Range<Int>, into labels: inout [Int32], workspace: ClassifierWorkspace
  ) {
    let inputs = classifier.inputs
    let pixels = images.images.pixels.span.extracting(
      range.lowerBound * inputs..<range.upperBound * inputs)
    var classes = labels.mutableSpan
    classifier.classify(pixels, into: &classes, workspace: workspace)
  }
}
