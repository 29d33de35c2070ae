import Testing
import Training

@Suite("TrainingExamples")
struct TrainingExamplesTests {
  @Test("bytes that fit together are taken")
  func legal() throws {
    let examples = try TrainingExamples(
      inputs: 2, classes: 256, pixels: [1, 2, 3, 4], labels: [255, 0])
    #expect(examples.count == 2 && examples.inputs == 2 && examples.classes == 256)
  }

  @Test("no pixels, images or classes, or too many classes, are refused")
  func empty() {
    for (inputs, classes, images) in [(0, 2, 1), (-1, 2, 1), (1, 0, 1), (1, 257, 1), (1, 2, 0)] {
      let error = #expect(throws: TrainingError.self) {
        try TrainingExamples(
          inputs: inputs, classes: classes, pixels: [UInt8](repeating: 0, count: images),
          labels: [UInt8](repeating: 0, count: images))
      }
      #expect(
        error?.description == "the training examples must have at least one pixel, one image and "
          + "1 to 256 classes, found \(inputs) pixels, \(images) images and \(classes) classes")
    }
  }

  @Test("pixels that do not fill the images are refused")
  func pixelCount() {
    for inputs in [1, 3, .max] {
      #expect(
        throws: TrainingError.examples(
          expected: "\(inputs) pixels for each of 2 labels", found: "4 pixels")
      ) {
        try TrainingExamples(inputs: inputs, classes: 2, pixels: [1, 2, 3, 4], labels: [0, 1])
      }
    }
  }

  @Test("a label that is no class is refused with its image")
  func label() {
    #expect(
      throws: TrainingError.examples(expected: "labels below 3", found: "label 3 at image 1")
    ) {
      try TrainingExamples(inputs: 1, classes: 3, pixels: [1, 2, 3], labels: [2, 3, 9])
    }
  }
}
