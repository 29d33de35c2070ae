import Gzip
import LinearAlgebra
import MNISTData
import SystemPackage
import Testing
import Training
import Workflow

@Suite("Classifying files")
struct ClassificationTests {
  private let scratch: Scratch
  private let stored: StoredModel
  private let images: ImageSet

  init() throws {
    scratch = try Scratch()
    stored = try Samples.train(Samples.job(in: scratch), on: Samples.dataset())
    images = try Samples.part(20, from: 4_000).images
    try scratch.write(IDX.encode(images), "plain")
  }

  private func classify(_ names: String..., topK: Int = 1) throws -> [ClassifiedImages] {
    var run = try Classification(
      stored, inputs: names.map { .file(scratch.path($0)) }, topK: topK, pool: Samples.pool,
      kernels: .best)
    var pieces: [ClassifiedImages] = []
    while let piece = try run.next() { pieces.append(piece) }
    return pieces
  }

  private func fault(of bytes: [UInt8]) throws -> WorkflowError {
    try scratch.write(bytes, "bad")
    return try #require(throws: WorkflowError.self) { try classify("bad") }
  }

  @Test("every image gets the class and the probability of an evaluation")
  func sameAsEvaluation() throws {
    let evaluation = try ModelEvaluation(
      stored, dataset: Samples.dataset(), pool: Samples.pool, kernels: .best
    ).evaluation
    let guesses = try classify("plain").flatMap(\.guesses).map { $0[0] }
    #expect(guesses.map(\.label) == evaluation.outcomes.map(\.predicted))
    #expect(guesses.map(\.probability) == evaluation.outcomes.map(\.confidence))
  }

  @Test("inputs come in their order, each with its own indices, compressed or not")
  func order() throws {
    try scratch.write(Gzip.deflate(IDX.encode(images.prefix(7))), "packed")
    let pieces = try classify("plain", "packed", "plain")
    #expect(
      pieces.map(\.input.name) == ["plain", "packed", "plain"].map { scratch.path($0).string })
    #expect(pieces.map(\.guesses.count) == [20, 7, 20])
    #expect(pieces.map(\.inputCount) == [20, 7, 20])
    #expect(pieces.allSatisfy { $0.firstIndex == 0 })
    #expect(Array(pieces[0].guesses.prefix(7)) == pieces[1].guesses)
  }

  @Test("the best classes are in falling order and add up to one")
  func topK() throws {
    for guesses in try classify("plain", topK: 9).flatMap(\.guesses) {
      #expect(guesses.map(\.label).sorted() == [0, 1, 2, 3])
      #expect(zip(guesses, guesses.dropFirst()).allSatisfy { $0.probability >= $1.probability })
      #expect(abs(guesses.map(\.probability).reduce(0, +) - 1) < 1e-6)
    }
  }

  @Test("a file that is cut or goes on is refused before its first image")
  func length() throws {
    let file = IDX.encode(images)
    let cut = try fault(of: file.dropLast())
    #expect(cut.kind == .input && cut.offset == file.count - 1)
    #expect(cut.expected == "\(file.count) bytes in all" && cut.found == "\(file.count - 1)")
    let long = try fault(of: file + [0])
    #expect(long.offset == file.count && long.found == "\(file.count + 1)")
  }

  @Test("every cut and every damaged byte of a compressed file is refused")
  func damage() throws {
    let file = Gzip.deflate(IDX.encode(images.prefix(2)))
    for length in 0..<file.count {
      #expect(try fault(of: Array(file.prefix(length))).kind == .input)
    }
    // The file's time, its extra flags and its system say nothing about the images.
    for offset in file.indices where !(4..<10).contains(offset) {
      var damaged = file
      damaged[offset] ^= 0xFF
      #expect(try fault(of: damaged).kind == .input, "byte \(offset)")
    }
  }

  @Test("images of another size are refused with both sizes")
  func size() throws {
    let error = try fault(of: IDX.encode(ImageSet(rows: 4, columns: 5, pixels: images.pixels)))
    #expect(error.kind == .input && error.offset == 8)
    #expect(error.expected == "5 x 4" && error.found == "4 x 5")
  }

  @Test("a picture is refused where the model takes another size than the convention's")
  func picture() throws {
    let error = try fault(of: Array("P5 2 2 255\n\0\u{7F}\0\u{7F}".utf8))
    #expect(error.code == "imageSize" && error.expected == "5 x 4" && error.found == "28 x 28")
  }

  @Test("what is no input at all is named")
  func foreign() throws {
    for (bytes, found) in [
      ([], "an empty file"), (Array("hello".utf8), "68 65 6c 6c"),
      (Array("GIF89a".utf8), "gif"), (Array("PK\u{3}\u{4}".utf8), "a zip archive"),
      (IDX.encode(labels: [1, 2, 3]), "labels (magic number 2049)"),
      (Gzip.deflate(Gzip.deflate(IDX.encode(images))), "gzip (1f 8b"),
      ([0, 0, 8, 3, 0, 0, 0], "7"), ([0, 0, 8, 3] + [UInt8](repeating: 0, count: 12), "0"),
    ] {
      let error = try fault(of: bytes)
      #expect(error.kind == .input && error.path == scratch.path("bad").string)
      #expect(error.found?.hasPrefix(found) == true, "\(error)")
    }
    #expect(try fault(of: []).expected == "an idx, png or pgm file")
  }

  @Test("more images than a file may hold elsewhere are no fault in themselves")
  func manyImages() throws {
    // 2^28 images of 20 pixels are announced, five gigabytes, and one byte is there.
    let error = try fault(of: [0, 0, 8, 3, 0x10, 0, 0, 0, 0, 0, 0, 5, 0, 0, 0, 4, 9])
    #expect(error.expected == "\(16 + (20 << 28)) bytes in all" && error.found == "17")
  }

  @Test("the results before a fault are given, and nothing after it")
  func afterFault() throws {
    try scratch.write([1, 2, 3], "bad")
    var run = try Classification(
      stored, inputs: ["plain", "bad", "plain"].map { .file(scratch.path($0)) },
      pool: Samples.pool, kernels: .best)
    #expect(try run.next()?.guesses.count == 20)
    #expect(throws: WorkflowError.self) { try run.next() }
    #expect(try run.next() == nil)
  }

  @Test("a run that is not to go on is at its end")
  func stopped() throws {
    var run = try Classification(
      stored, inputs: [.file(scratch.path("plain"))], pool: Samples.pool, kernels: .best,
      while: { false })
    #expect(try run.next() == nil)
  }
}
