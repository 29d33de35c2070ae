import Presentation
import Testing

@Suite struct ProgressLineTests {
  private static let line = ProgressLine(
    epoch: 3, epochs: 10, step: 235, steps: 469, loss: 0.12345, accuracy: 0.9784,
    imagesPerSecond: 812_345.4, secondsLeft: 4.16)

  @Test(
    "the line fits every width and loses the least important first",
    arguments: [
      (
        130,
        "epoch  3/10  235/469  [███████░░░░░░░░░░░░░░░░░░░░░░░]   25 %  loss 0.1235  "
          + "accuracy 97.84 %  812,345 img/s  4.2 s left"
      ),
      (
        97,
        "epoch  3/10  235/469  [██░░░░░░]   25 %  loss 0.1235  accuracy 97.84 %  "
          + "812,345 img/s  4.2 s left"
      ),
      (
        96,
        "epoch  3/10  235/469   25 %  loss 0.1235  accuracy 97.84 %  812,345 img/s  "
          + "4.2 s left"
      ),
      (
        80,
        "epoch  3/10  235/469  loss 0.1235  accuracy 97.84 %  812,345 img/s  4.2 s left"
      ),
      (70, "epoch  3/10  235/469  loss 0.1235  accuracy 97.84 %  4.2 s left"),
      (60, "epoch  3/10  loss 0.1235  accuracy 97.84 %  4.2 s left"),
      (50, "epoch  3/10  loss 0.1235  4.2 s left"),
      (30, "epoch  3/10  loss 0.1235"), (20, "epoch  3/10"), (12, "epoch  3/10"),
      (5, "epoc…"), (0, ""),
    ])
  func widths(width: Int, text: String) {
    #expect(Self.line.text(width: width) == text)
  }

  @Test("no width is exceeded", arguments: 0...140)
  func fits(width: Int) {
    let text = Self.line.text(width: width)
    #expect(TerminalText.width(of: text) <= width)
  }

  @Test("what is not known is left out")
  func unknown() {
    let line = ProgressLine(epoch: 1, epochs: 5, step: 0, steps: 9)
    #expect(line.text(width: 40) == "epoch 1/5  0/9  [░░░░░░░░░░░░░░░]    0 %")
    var odd = line
    odd.imagesPerSecond = .infinity
    #expect(odd.text(width: 40) == line.text(width: 40))
  }

  @Test("the share counts epochs and steps, and is never more than all")
  func share() {
    #expect(ProgressLine(epoch: 1, epochs: 4, step: 0, steps: 10).share == 0)
    #expect(ProgressLine(epoch: 3, epochs: 4, step: 5, steps: 10).share == 0.625)
    #expect(ProgressLine(epoch: 4, epochs: 4, step: 10, steps: 10).share == 1)
    #expect(ProgressLine(epoch: 5, epochs: 4, step: 10, steps: 10).share == 1)
    #expect(ProgressLine(epoch: 1, epochs: 0, step: 0, steps: 0).share == 0)
  }
}
