import LinearAlgebra
import ModelFile
import SystemPackage
import Testing
import Training
import Workflow

@Suite("Model inspection")
struct ModelInspectionTests {
  private let scratch: Scratch
  private let stored: StoredModel

  init() throws {
    scratch = try Scratch()
    stored = try Samples.train(Samples.job(in: scratch), on: Samples.dataset())
  }

  @Test("the head says what the model is")
  func head() throws {
    let head = try ModelInspection(head: stored.file.path).head
    #expect(head.widths == [20, 6, 4])
    #expect(head.labels == stored.model.labels)
    #expect(head.provenance == stored.model.provenance)
    #expect(head.metrics == stored.model.metrics)
    #expect(head.tensorsSHA256 == stored.file.tensorsDigest)
    #expect(head.fileByteCount == stored.file.byteCount)
  }

  @Test("damage behind the head is neither read nor seen")
  func damagedData() throws {
    let before = try ModelInspection(head: stored.file.path).head
    var bytes = try scratch.bytes("model.mlp")
    let data = try #require(before.sections.max { $0.offset < $1.offset })
    for place in data.offset..<bytes.count { bytes[place] ^= 0xFF }
    try scratch.write(bytes, "model.mlp")
    #expect(try ModelInspection(head: stored.file.path).head.labels == before.labels)
    let error = failure { () throws(WorkflowError) in try ModelStore.load(stored.file.path) }
    #expect(error?.kind == .input)
  }

  @Test("a file that was cut is refused at every length")
  func cut() throws {
    let bytes = try scratch.bytes("model.mlp")
    for count in stride(from: 0, to: bytes.count, by: 97) {
      try scratch.write(Array(bytes.prefix(count)), "model.mlp")
      let error = failure { () throws(WorkflowError) in
        try ModelInspection(head: stored.file.path)
      }
      #expect(error?.kind == .input, "cut to \(count) bytes")
      #expect(error?.path == stored.file.path.string)
    }
  }
}
