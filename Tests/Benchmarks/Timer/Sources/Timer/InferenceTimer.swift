import LinearAlgebra
import MNISTData
import ModelFile
import NeuralNet
import Workflow

/// Times a model from pixels to labels on one thread.
struct InferenceTimer {
  private let classifier: Classifier
  private let images: LabelledImages
  private let seconds: Double

  init(model path: String, data: String, seconds: Double) throws {
    let model = try ModelStore.load(.init(path)).model
    let dataset = try DatasetDirectory(.init(data)).load(.test, pool: WorkerPool(threads: 1))
    classifier = Classifier(network: model.network, normalisation: model.input.normalisation)
    images = try dataset.requireTest().images
    self.seconds = seconds
  }

  /// The accuracy on all test images, and the microseconds of a call by batch size.
  func report(batches: [Int]) -> JSONObject {
    var microseconds = JSONObject()
    for batch in batches { microseconds.add("\(batch)", medianMicroseconds(batch: batch)) }
    var report = JSONObject()
    report.add("accuracy", accuracy())
    report.add("microseconds", microseconds)
    return report
  }

  /// The share of the test images that are classified correctly.
  private func accuracy() -> Double {
    let workspace = ClassifierWorkspace(classifier)
    var labels = [Int32](repeating: 0, count: images.count)
    classify(0..<images.count, into: &labels, workspace: workspace)
    let right = zip(labels, images.labels).count { Int($0) == Int($1) }
    return Double(right) / Double(images.count)
  }

  /// Batches walk through the test images, so that no call sees the images of the one before.
  private func medianMicroseconds(batch: Int) -> Double {
    let workspace = ClassifierWorkspace(classifier)
    var labels = [Int32](repeating: 0, count: batch)
    var first = 0
    return Sampling(seconds: seconds, calls: max(1, 128 / batch)).medianMicroseconds {
      classify(first..<first + batch, into: &labels, workspace: workspace)
      first = (first + batch) % (images.count - batch)
    }
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
