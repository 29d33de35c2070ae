import ModelExchange
import Testing

@Suite("Detection of formats")
struct DetectionTests {
  @Test(
    "a file of another format is refused by its name",
    arguments: [
      ([0x89, 0x50, 0x4E, 0x47], "PNG"),
      ([0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A], "HDF5"),
      ([0x80, 0x02, 0x7D], "pickle"),
      ([0x1F, 0x8B, 8, 0], "gzip"),
      (Array("<html>".utf8), "HTML or XML"),
      ([0x89, 0x4D, 0x4C, 0x50, 0x0D, 0x0A, 0x1A, 0x0A], "a model file"),
      (ZipFixture(members: [.init(name: "m/data.pkl", content: [])]).bytes, "a PyTorch archive"),
      (ZipFixture(members: [.init(name: "config.json", content: [])]).bytes, "a Keras archive"),
      (ZipFixture(members: [.init(name: "a.txt", content: [])]).bytes, "a ZIP archive"),
      ([], "an empty file"),
      ([1, 2, 3, 0xFE], "01 02 03 fe"),
    ] as [([UInt8], String)])
  func foreign(bytes: [UInt8], name: String) throws {
    let error = try #require(Samples.fault(bytes))
    #expect(error.code == .unknownFormat)
    #expect(error.format == nil)
    #expect(error.found.hasPrefix(name), "\(error.found)")
  }

  @Test("a C header is not read")
  func header() {
    #expect(Samples.fault([], from: .c)?.code == .exportOnly)
    let header = Array("/* mnistkit: a multi-layer perceptron, 2-3, in floating point.\n".utf8)
    #expect(Samples.fault(header)?.code == .exportOnly)
  }
}
