import Fuzzing
import LinearAlgebra
import ModelFile
import NeuralNet

/// What holds for every input of the model reader: decoding, verification, inspection, encoding.
enum ModelProperties {
  /// The ancillary types that this version knows, and therefore writes again.
  private static let known: Set<SectionType> = [
    .card, .evaluation, .metadata, .provenance, .selfTest,
  ]

  static func check(_ file: [UInt8]) {
    var dice = Dice(for: file)
    let verdict = decoded(file)
    if dice.roll(2) == 0 { checkVerification(file, verdict, &dice) }
    if dice.roll(8) == 0 { checkLimit(file) }
    switch verdict {
    case .success(let model):
      let inspection = inspected(file)
      guard case .success(let inspection) = inspection else {
        return require(false, "a legal file can be inspected, found \(inspection)")
      }
      checkInspection(inspection, model)
      checkEncoding(model, file, inspection)
    case .failure(let error):
      requireLocated(error, file)
      guard dice.roll(4) == 0 else { return }
      let inspection = inspected(file)
      if case .failure(let other) = inspection, other != error { requireLocated(other, file) }
      checkWholeInspection(file, inspection)
    }
  }

  private static func decoded(_ file: [UInt8]) -> Result<Model, ModelFileError> {
    Result { () throws(ModelFileError) in try ModelFile.decode(file) }
  }

  /// Inspects the start of a file as a tool does that reads no more than it needs.
  private static func inspected(_ file: [UInt8]) -> Result<Inspection, ModelFileError> {
    Result { () throws(ModelFileError) in
      let start = Array(file.prefix(ModelFile.tableByteCount))
      let needed = try ModelFile.headByteCount(of: start, fileByteCount: file.count)
      require((0...file.count).contains(needed), "the head is within the file")
      let head = Array(file.prefix(max(needed, start.count)))
      return try ModelFile.inspect(head, fileByteCount: file.count)
    }
  }

  /// A whole file is inspected as its head is, but for the digests that only a whole file shows.
  private static func checkWholeInspection(
    _ file: [UInt8], _ inspection: Result<Inspection, ModelFileError>
  ) {
    let whole = Result { () throws(ModelFileError) in
      try ModelFile.inspect(file, fileByteCount: file.count)
    }
    if case .failure(let error) = whole, error.code.level == .digests { return }
    require(whole == inspection, "the whole file is inspected as its head is")
  }

  /// Up to any level the file is judged as by decoding; level 4 runs the network on this CPU.
  private static func checkVerification(
    _ file: [UInt8], _ verdict: Result<Model, ModelFileError>, _ dice: inout Dice
  ) {
    let levels: [Verification.Level] = [.container, .digests, .structure, .values, .selfTest]
    // Half of the time the last one, which comes by all others.
    let level = levels[dice.roll(2) == 0 ? 4 : dice.roll(4)]
    let verification = ModelFile.verify(file, through: level, logits: logits)
    for outcome in verification.outcomes {
      requireOneLine(outcome.message)
      outcome.warnings.forEach(requireOneLine)
    }
    let reached = verification.outcomes.map(\.level)
    require(
      reached == Array(Verification.Level.allCases.prefix(reached.count)), "no level is skipped")
    let failure = verification.outcomes.last?.error
    switch verdict {
    case .failure(let error) where error.code.level <= level:
      require(failure == error, "verification finds what decoding finds")
    case .failure: require(verification.ok, "a level passes where the fault is above it")
    case .success(let model):
      require(reached.last == level, "verification reaches its level")
      require(failure == nil || failure?.code == .selfTestMismatch, "levels 0 to 3 pass")
      if level >= .values { require(verification.model == model, "the model is the same") }
      if let failure { requireLocated(failure, file) }
    }
  }

  /// The network's outputs, which every kernel set computes alike, bit for bit.
  private static func logits(_ model: Model, _ pixels: [UInt8], _ count: Int) -> [Float] {
    let results = KernelSet.available.map { kernels in
      Classifier(
        network: model.network, normalisation: model.input.normalisation, kernels: kernels
      ).logits(pixels.span, count: count)
    }
    for result in results {
      // Sums may overflow; what not a number then looks like in bits is the CPU's own affair.
      let isSame = zip(result, results[0]).allSatisfy {
        $0.bitPattern == $1.bitPattern || ($0.isNaN && $1.isNaN)
      }
      require(isSame, "the kernel sets agree, found \(results)")
    }
    return results[0]
  }

  /// A file above the limit is refused before it is read.
  private static func checkLimit(_ file: [UInt8]) {
    guard !file.isEmpty else { return }
    do throws(ModelFileError) {
      _ = try ModelFile.decode(file, limit: file.count - 1)
      require(false, "a file above the limit is refused")
    } catch {
      require(
        error.code == .fileTooLarge && error.offset == file.count - 1, "the limit is named")
    }
  }

  private static func checkInspection(_ inspection: Inspection, _ model: Model) {
    require(
      inspection.layers.map(\.activation) == model.network.activations
        && inspection.layers.map(\.inputs) == model.network.widths.dropLast()
        && inspection.layers.map(\.outputs) == Array(model.network.widths.dropFirst())
        && (inspection.kind == .quantisedPerceptron) == (model.network.int8 != nil)
        && inspection.parameterCount == model.network.parameterCount,
      "inspection gives the model's layers")
    require(
      inspection.input == model.input && inspection.labels == model.labels
        && inspection.selfTest == model.selfTest && inspection.provenance == model.provenance
        && inspection.metrics == model.metrics && inspection.metadata == model.metadata
        && inspection.card == model.card,
      "inspection gives the model's parts")
    require(
      inspection.tensorsSHA256 == model.tensorsSHA256, "the recorded digest is the tensors'")
  }

  /// One model has one byte string: a file is written again as it was, unless it is of a later
  /// version or has sections that may not be copied.
  private static func checkEncoding(_ model: Model, _ file: [UInt8], _ inspection: Inspection) {
    do throws(ModelFileError) {
      let encoded = try ModelFile.encode(model)
      let isCopied = inspection.sections.allSatisfy {
        $0.type.isCritical || $0.type.isSafeToCopy || known.contains($0.type)
      }
      // Minor version and reader minimum, the lowest ones in what is written.
      if isCopied && file[10..<14] == encoded[10..<14] {
        require(encoded == file, "a legal file is written again with the same bytes")
      } else {
        require(try ModelFile.decode(encoded) == model, "the file written again holds the model")
      }
    } catch {
      require(false, "a legal file's model can be written, found \(error)")
    }
  }
}
