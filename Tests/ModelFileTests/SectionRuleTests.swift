import ModelFile
import Testing

@Suite("Sections and versions")
struct SectionRuleTests {
  @Test("unknown ancillary sections are kept where they are safe to copy, and dropped else")
  func unknownSections() throws {
    var file = FileEditor(try Golden.smallest.bytes())
    file.sections.insert(("zAFe", [1, 2]), at: 4)
    file.sections.insert(("zNOT", [3]), at: 5)
    file.assemble()
    let model = try ModelFile.decode(file.bytes)
    #expect(model.additionalSections.map(\.type.description) == ["zAFe"])
    #expect(model.additionalSections.map(\.bytes) == [[1, 2]])
    let again = FileEditor(try ModelFile.encode(model))
    #expect(again.sections.map(\.type) == ["ARCH", "LABL", "NORM", "TDIR", "zAFe", "DATA"])
  }

  @Test("a later minor version is read where its reader minimum allows it")
  func laterMinor() throws {
    var file = FileEditor(try Golden.smallest.bytes())
    file.put(10, 7, 2)
    file.seal()
    #expect(try ModelFile.decode(file.bytes) == SampleModels.smallest)
  }

  @Test("unknown keys survive reading and writing")
  func unknownKeys() throws {
    let provenance = try #require(try ModelFile.decode(Golden.everything.bytes()).provenance)
    #expect(provenance.additional.keys == ["later.key"])
  }

  @Test("provenance of test data and synthesis without training data is kept")
  func provenanceWithoutTraining() throws {
    var model = SampleModels.everything
    var provenance = try #require(model.provenance)
    let values = provenance.values
    provenance.data = nil
    for key in values.keys where key.hasPrefix("data.test.") || key.hasPrefix("synthesis.") {
      provenance.additional[key] = values[key]
    }
    model.provenance = provenance
    let bytes = try ModelFile.encode(model)
    #expect(try ModelFile.decode(bytes) == model)
    #expect(try ModelFile.encode(try ModelFile.decode(bytes)) == bytes)
  }

  @Test("the letters of a type carry its properties")
  func letters() throws {
    let type = try #require(SectionType(letters: Array("aBCd".utf8)))
    #expect(!type.isCritical && !type.isPrivate && !type.isReserved && type.isSafeToCopy)
    #expect(SectionType.architecture.isCritical && !SectionType.architecture.isSafeToCopy)
    #expect(!SectionType.provenance.isCritical && !SectionType.provenance.isSafeToCopy)
    #expect(SectionType.card.isSafeToCopy && SectionType.metadata.isSafeToCopy)
    #expect(SectionType(letters: Array("AB1D".utf8)) == nil)
    #expect(SectionType(letters: Array("ABC".utf8)) == nil)
  }

  @Test("error 100: a file above the limit is refused before anything is read")
  func fileLimit() throws {
    let bytes = try Golden.smallest.bytes()
    let error = #expect(throws: ModelFileError.self) { try ModelFile.decode(bytes, limit: 831) }
    #expect(error?.code == .fileTooLarge)
    #expect(error?.offset == 831)
    #expect(
      error?.description
        == "error 100 at 831: the file is larger than the limit: file length: expected at most 831 "
        + "bytes, found 832; raise the limit if the file is trusted")
    #expect(throws: Never.self) { try ModelFile.decode(bytes, limit: 832) }
  }

  @Test("error 223: sections before the tensors are limited together")
  func headLimit() throws {
    var file = FileEditor(try Golden.smallest.bytes())
    // Header, table and the other sections take 640 + 64 bytes, so this card just fits.
    let fitting = FormatLimits.headBytes - 640
    for (length, code) in [(fitting, nil), (fitting + 1, ModelFileError.Code.headTooLarge)] {
      file.sections.removeAll { $0.type == "cARd" }
      file.sections.insert(("cARd", [UInt8](repeating: 0x61, count: length)), at: 4)
      file.assemble()
      let error = BadFile.verdict(file.bytes)
      #expect(error?.code == code)
      if code == nil { continue }
      #expect(error?.offset == file.entry("cARd") + 16)
      #expect(
        error?.description
          == "error 223 at 208 in section cARd: the sections before the tensors are too large: "
          + "section length: expected a total of at most 1048576 bytes, found 1048640; "
          + "the program that wrote the file is at fault: write it again")
    }
  }
}
