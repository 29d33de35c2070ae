import Testing
import Training

@Suite("ConfusionMatrix")
struct ConfusionMatrixTests {
  @Test("images are counted by actual and predicted class")
  func counting() {
    var matrix = ConfusionMatrix(classes: 2)
    matrix.add(actual: 0, predicted: 1)
    matrix.add(actual: 0, predicted: 1)
    matrix.add(actual: 1, predicted: 1)
    #expect(matrix == ConfusionMatrix(counts: [[0, 2], [0, 1]]))
    #expect(matrix.classes == 2 && matrix.total == 3 && matrix.correct == 1)
    #expect(matrix.accuracy == 1.0 / 3)
  }

  @Test("each class has precision, recall, F1 and support")
  func perClass() {
    // Class 0: 3 of 4 found, 3 of 5 right. Class 1: 1 of 3 found, 1 of 2 right.
    let scores = ConfusionMatrix(counts: [[3, 1, 0], [2, 1, 0], [0, 0, 0]]).perClass
    #expect(scores.map(\.label) == [0, 1, 2])
    #expect(scores.map(\.support) == [4, 3, 0])
    #expect(scores.map(\.precision) == [0.6, 0.5, 0])
    #expect(scores.map(\.recall) == [0.75, 1.0 / 3, 0])
    // 2 * 3 / (5 + 4), 2 * 1 / (2 + 3)
    #expect(scores.map(\.f1) == [2.0 / 3, 0.4, 0])
  }

  @Test("an empty matrix has accuracy 0")
  func empty() {
    #expect(ConfusionMatrix(classes: 3).accuracy == 0)
    #expect(ConfusionMatrix(classes: 0).perClass == [])
  }
}
