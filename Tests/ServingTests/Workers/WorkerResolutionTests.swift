import ModelFile
import NeuralNet
import Serving
import ServingSupport
import Testing
import WireProtocol

@Suite("The worker's handles")
struct WorkerResolutionTests {
  private func resolve(_ client: WireClient, _ reference: String) throws -> Resolution {
    let answer = try client.ask(.resolve, Array(reference.utf8))
    try #require(answer.status == .ok, "\(answer.text)")
    return try Resolution(decoding: answer.payload, itemCount: answer.header.itemCount)
  }

  @Test("RESOLVE tells shape, names and digest, and whose generation they are")
  func resolution() throws {
    let model = WorkerFixture.model("digits", generation: 6)
    let client = try WorkerFixture([model]).connect()
    let answer = try client.ask(.resolve)
    #expect(answer.header.model == 6)
    let found = try Resolution(decoding: answer.payload, itemCount: answer.header.itemCount)
    #expect(found.handle > 0)
    #expect(found.rows == 12 && found.columns == 12)
    #expect(found.digest == model.loaded.digest.bytes)
    #expect(found.reference == "digits")
    #expect(found.classNames == (0..<10).map(String.init))
  }

  @Test("the same reference gives the same handle, another one another")
  func sameHandle() throws {
    let model = WorkerFixture.model("digits", generation: 1)
    let client = try WorkerFixture([model]).connect()
    let byDigest = "digits#\(model.loaded.digest.description.prefix(8))"
    let references = ["", "digits", byDigest]
    let handles = try references.map { try resolve(client, $0).handle }
    #expect(Set(handles).count == 3)
    #expect(try references.map { try resolve(client, $0).handle } == handles)
  }

  @Test("a handle stands for the reference and follows what is published")
  func follows() throws {
    let fixture = try WorkerFixture()
    let client = try fixture.connect()
    let handle = try resolve(client, "digits").handle
    let pixels = WorkerFixture.pixels(144)
    let new = WorkerFixture.model("digits", generation: 2, seed: 5)
    try fixture.publish([new], epoch: 2)
    let found = try client.classify(pixels, images: 1, handle: handle, options: .logits)
    #expect(found.logits == new.loaded.classifier.logits(pixels.span, count: 1))
    // Of another shape, then gone, then there again.
    let wide = WorkerFixture.model("digits", generation: 3, widths: [288, 8, 10])
    try fixture.publish([wide], epoch: 3)
    try client.send(client.frame(pixels, images: 1, handle: handle))
    let refusal = try #require(try client.next())
    #expect(refusal.status == .badShape)
    #expect(refusal.text == "inputs at offset 32: expected 288, found 144")
    try fixture.publish([], epoch: 4)
    try client.send(client.frame(pixels, images: 1, handle: handle))
    #expect(try client.next()?.status == .noModel)
    try fixture.publish([new], epoch: 5)
    _ = try client.classify(pixels, images: 1, handle: handle)
  }

  @Test("a handle belongs to its connection")
  func ownHandles() throws {
    let fixture = try WorkerFixture()
    let handle = try resolve(try fixture.connect(), "digits").handle
    let other = try fixture.connect()
    try other.send(other.frame(WorkerFixture.pixels(144), images: 1, handle: handle))
    let answer = try #require(try other.next())
    #expect(answer.status == .noModel)
    #expect(answer.text == "model handle: expected one of 0, found 1")
  }

  @Test("limit 6 is named with its value, before the model is looked for; known ones go on")
  func limit() throws {
    let limits = ServerLimits.with { $0.handlesPerConnection = 2 }
    let fixture = try WorkerFixture(limits: limits)
    let client = try fixture.connect()
    let handles = [try resolve(client, "").handle, try resolve(client, "digits").handle]
    for reference in ["digits@1", "nobody"] {
      let answer = try client.ask(.resolve, Array(reference.utf8))
      #expect(answer.status == .tooLarge)
      #expect(answer.text == "handles a connection: expected at most 2, found 3")
    }
    #expect([try resolve(client, "").handle, try resolve(client, "digits").handle] == handles)
  }

  @Test("what is not there takes no handle", arguments: ["nobody", "digits@9", "digits:stable"])
  func unknown(reference: String) throws {
    let limits = ServerLimits.with { $0.handlesPerConnection = 1 }
    let client = try WorkerFixture(limits: limits).connect()
    let answer = try client.ask(.resolve, Array(reference.utf8))
    #expect(answer.status == .noModel)
    #expect(answer.text.hasPrefix("\(reference): expected a model that serves"))
    _ = try resolve(client, "digits")
  }
}
