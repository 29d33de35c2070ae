import LinearAlgebra
import NeuralNet
import Posix
import Serving
import ServingSupport
import Testing
import WireProtocol

@Suite struct WorkerClassificationTests {
  @Test(
    "batches of any size give the classifier's own bits",
    arguments: [1, 2, 63, 64, 65, 128, 500, 5_000])
  func batches(images: Int) throws {
    let fixture = try WorkerFixture()
    let model = WorkerFixture.model("digits", generation: 1)
    let client = try fixture.connect()
    let pixels = WorkerFixture.pixels(images * 144)
    let found = try client.classify(
      pixels, images: images, options: [.probabilities, .logits, .topK], topK: 3)
    let logits = model.loaded.classifier.logits(pixels.span, count: images)
    #expect(found.logits.map(\.bitPattern) == logits.map(\.bitPattern))
    for image in 0..<images {
      let row = Array(logits[image * 10..<(image + 1) * 10])
      let softmax = Softmax(logits: row).probabilities
      let best = Ranking.top(3, of: row)
      #expect(Int(found.labels[image]) == Ranking.best(row))
      #expect(found.ranked[image * 3..<(image + 1) * 3].map(Int.init) == best)
      #expect(Array(found.probabilities[image * 10..<(image + 1) * 10]) == softmax)
      #expect(
        Array(found.rankedProbabilities[image * 3..<(image + 1) * 3]) == best.map { softmax[$0] })
    }
  }

  @Test("requests that come together are answered each with its own", arguments: [1, 7, 40])
  func pipelined(images: Int) throws {
    let fixture = try WorkerFixture()
    let model = WorkerFixture.model("digits", generation: 1)
    let clients = try (0..<3).map { _ in try fixture.connect() }
    for (number, client) in clients.enumerated() {
      var bytes: [UInt8] = []
      for id in 0..<50 {
        let pixels = WorkerFixture.pixels(images * 144, seed: UInt64(number * 50 + id))
        bytes += client.frame(pixels, images: images, id: UInt64(id))
      }
      try client.send(bytes)
    }
    for (number, client) in clients.enumerated() {
      for _ in 0..<50 {
        let answer = try #require(try client.next())
        let pixels = WorkerFixture.pixels(
          images * 144, seed: UInt64(number * 50) + answer.header.requestID)
        var labels = [Int32](repeating: 0, count: images)
        var span = labels.mutableSpan
        model.loaded.classifier.classify(
          pixels.span, into: &span, workspace: ClassifierWorkspace(model.loaded.classifier))
        let found = try Classification(
          decoding: answer.payload.span, itemCount: answer.header.itemCount)
        #expect(found.labels.map(Int32.init) == labels)
      }
    }
  }

  @Test("a frame may come in pieces of any size", arguments: [1, 2, 3])
  func split(images: Int) throws {
    let fixture = try WorkerFixture()
    let client = try fixture.connect()
    let pixels = WorkerFixture.pixels(images * 144)
    let frame = client.frame(pixels, images: images)
    for cut in 1..<frame.count {
      try client.send(Array(frame[..<cut]))
      try client.send(Array(frame[cut...]))
      let answer = try #require(try client.next())
      try #require(answer.header.status == .ok, "cut at \(cut)")
    }
  }

  @Test("a large batch keeps its model while another is published")
  func keepsModel() throws {
    let fixture = try WorkerFixture()
    let client = try fixture.connect()
    let images = 1_000
    let pixels = WorkerFixture.pixels(images * 144)
    let frame = client.frame(pixels, images: images, options: .logits)
    try client.send(Array(frame[..<70_000]))
    // Another connection's answer shows that the worker has read the beginning.
    _ = try fixture.connect()
    let old = WorkerFixture.model("digits", generation: 1)
    let new = WorkerFixture.model("digits", generation: 2, seed: 9)
    try fixture.publish([new], epoch: 2)
    try client.send(Array(frame[70_000...]))
    let answer = try #require(try client.next())
    #expect(answer.header.model == 1)
    let found = try Classification(
      decoding: answer.payload.span, itemCount: answer.header.itemCount)
    #expect(found.logits == old.loaded.classifier.logits(pixels.span, count: images))
    let after = try client.classify(pixels, images: images, options: .logits)
    #expect(after.logits == new.loaded.classifier.logits(pixels.span, count: images))
  }

  @Test("pixels may come in a sealed memory file", arguments: [1, 64, 1_000])
  func memoryFile(images: Int) throws {
    let fixture = try WorkerFixture()
    let client = try fixture.connect(features: .descriptors)
    let pixels = WorkerFixture.pixels(images * 144)
    let file = try MemoryFile(named: "pixels", bytes: pixels.span)
    let request = ClassifyRequest(imageCount: images, inputs: 144, options: .logits)
    var head = [UInt8](repeating: 0, count: 8)
    var span = head.mutableSpan
    request.writeHead(to: &span, at: 0)
    let frame = request.header(id: 5, byDescriptor: true).frame(head)
    #expect(try client.stream.send(frame.span, with: file) == .bytes(frame.count))
    let answer = try #require(try client.next())
    try #require(answer.header.status == .ok)
    let found = try Classification(
      decoding: answer.payload.span, itemCount: answer.header.itemCount)
    let model = WorkerFixture.model("digits", generation: 1)
    #expect(found.logits == model.loaded.classifier.logits(pixels.span, count: images))
  }
}
