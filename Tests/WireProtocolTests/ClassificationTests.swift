import Testing
import WireProtocol

@Suite("Classifications")
struct ClassificationTests {
  @Test("an answer written in tiles of any size reads as it was", arguments: 0..<8, 1...4)
  func tiles(bits: UInt16, tile: Int) throws {
    let options = ClassifyOptions(rawValue: bits)
    let request = ClassifyRequest(
      imageCount: 7, inputs: 3, options: options, topK: options.contains(.topK) ? 3 : 0)
    let layout = try request.layout(modelInputs: 3, classes: 5, limits: ServerLimits())
    // The values come from noise, written where the layout says, so that no writer is trusted.
    var generator = SplitMix(seed: UInt64(bits))
    var payload = [UInt8](repeating: 0, count: layout.byteCount)
    payload[0] = 5
    payload[4] = UInt8(layout.topK)
    payload[6] = UInt8(layout.options.rawValue)
    for part in [layout.labels, layout.ranked] {
      for place in stride(from: part.lowerBound, to: part.upperBound, by: 2) {
        payload[place] = .random(in: 0..<5, using: &generator)
      }
    }
    for part in [layout.rankedProbabilities, layout.probabilities, layout.logits] {
      payload.replaceSubrange(part, with: generator.bytes(part.count))
    }
    let answer = try Classification(decoding: payload.span, itemCount: 7, answering: request)
    #expect(answer.labels.count == 7)
    #expect(answer.ranked.count == 7 * layout.topK)
    #expect(answer.probabilities.count == (options.contains(.probabilities) ? 35 : 0))
    #expect(answer.logits.count == (options.contains(.logits) ? 35 : 0))
    #expect(AnswerWriter.payload(answer, tile: tile) == payload)
  }

  @Test("an answer to another request is refused")
  func otherRequest() throws {
    let request = ClassifyRequest(imageCount: 2, inputs: 3, options: [.topK, .bulk], topK: 1)
    let layout = try request.layout(modelInputs: 3, classes: 2, limits: ServerLimits())
    var payload = [UInt8](repeating: 0, count: layout.byteCount)
    var span = payload.mutableSpan
    layout.writeHead(to: &span, at: 0)
    _ = try Classification(decoding: payload.span, itemCount: 2, answering: request)
    let others = [
      (ClassifyRequest(imageCount: 3, inputs: 3, options: .topK, topK: 1), 20),
      (ClassifyRequest(imageCount: 2, inputs: 3, options: .topK, topK: 2), 36),
      (ClassifyRequest(imageCount: 2, inputs: 3, options: [.topK, .logits], topK: 1), 38),
    ]
    for (other, offset) in others {
      do {
        _ = try Classification(decoding: payload.span, itemCount: 2, answering: other)
        Issue.record("an answer was taken for that of \(other)")
      } catch {
        #expect((error.status, error.offset) == (.badArgument, offset))
      }
    }
  }

  @Test("what only the model can tell is checked against it")
  func model() throws {
    let request = ClassifyRequest(imageCount: 65_536, inputs: 784, options: [.topK], topK: 11)
    func fault(inputs: Int, classes: Int, _ options: ClassifyOptions) -> String {
      let request = ClassifyRequest(
        imageCount: request.imageCount, inputs: request.inputs, options: options,
        topK: options.contains(.topK) ? request.topK : 0)
      do {
        _ = try request.layout(modelInputs: inputs, classes: classes, limits: ServerLimits())
        return "none"
      } catch {
        return "\(error.status) \(error.offset)"
      }
    }
    #expect(fault(inputs: 783, classes: 10, .topK) == "BAD_SHAPE 32")
    #expect(fault(inputs: 784, classes: 10, .topK) == "BAD_SHAPE 36")
    #expect(fault(inputs: 784, classes: 11, .topK) == "none")
    #expect(fault(inputs: 784, classes: 1_024, [.logits]) == "TOO_LARGE 20")
    #expect(fault(inputs: 784, classes: 255, [.logits]) == "none")
  }

  @Test("the largest batch of the default limits fits a frame")
  func largest() throws {
    let request = ClassifyRequest(imageCount: 65_536, inputs: 784)
    #expect(request.frameByteCount == 51_380_264)
    #expect(request.frameByteCount <= ServerLimits().frameByteLimit)
    let header = request.header(id: 1, byDescriptor: true)
    #expect(header.payloadByteCount == 8)
    #expect(header.opcode == .classifyDescriptor)
  }
}
