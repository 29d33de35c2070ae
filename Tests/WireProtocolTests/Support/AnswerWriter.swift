import WireProtocol

/// Writes an answer as a server does: into a buffer of its own, some images at a time.
enum AnswerWriter {
  static func payload(_ answer: Classification, tile: Int) -> [UInt8] {
    let layout = answer.layout
    let start = 40
    // Bytes that are not zero show what nobody writes.
    var buffer = [UInt8](repeating: 0xEE, count: start + layout.byteCount)
    var bytes = buffer.mutableSpan
    layout.writeHead(to: &bytes, at: start)
    for image in stride(from: 0, to: layout.imageCount, by: tile) {
      let end = min(image + tile, layout.imageCount)
      let labels = Array(answer.labels[image..<end])
      layout.write(labels: labels.span, from: image, to: &bytes, at: start)
      let ranks = image * layout.topK..<end * layout.topK
      if !answer.ranked.isEmpty {
        let ranked = Array(answer.ranked[ranks])
        layout.write(ranked: ranked.span, from: image, to: &bytes, at: start)
        let numbers = Array(answer.rankedProbabilities[ranks])
        layout.write(rankedProbabilities: numbers.span, from: image, to: &bytes, at: start)
      }
      let rows = image * layout.classes..<end * layout.classes
      if !answer.probabilities.isEmpty {
        let numbers = Array(answer.probabilities[rows])
        layout.write(probabilities: numbers.span, from: image, to: &bytes, at: start)
      }
      if !answer.logits.isEmpty {
        let numbers = Array(answer.logits[rows])
        layout.write(logits: numbers.span, from: image, to: &bytes, at: start)
      }
    }
    return Array(buffer[start...])
  }
}
