import Gzip
import ModelFile
import Testing

@Suite("First bytes")
struct FileSignatureTests {
  @Test(
    "other formats are named",
    arguments: [
      (.compressed, "gzip", [0x1F, 0x8B, 0x08, 0x00, 0, 0, 0, 0]),
      (.compressed, "a zip archive", [0x50, 0x4B, 0x03, 0x04, 0, 0, 0, 0]),
      (.compressed, "zstd", [0x28, 0xB5, 0x2F, 0xFD, 0, 0, 0, 0]),
      (.compressed, "xz", [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0, 0, 0]),
      (.compressed, "bzip2", Array("BZh91AY&".utf8)),
      (.textDocument, "HTML or XML", Array("<?xml version=\"1.0\"?>".utf8)),
      (.textDocument, "HTML or XML", Array("\u{FEFF} \r\n\t<html>".utf8)),
      (.textDocument, "JSON", Array("{ \"error\": 404 }".utf8)),
      (.textDocument, "JSON", Array("[1]".utf8)),
      (.largeFilePointer, "git-lfs", Array("version https://git-lfs.github.com/spec/v1".utf8)),
      (.otherFormat, "safetensors", [0x40, 0, 0, 0, 0, 0, 0, 0] + Array("{\"a\":{}}".utf8)),
      (.otherFormat, "GGUF", Array("GGUF".utf8) + [3, 0, 0, 0]),
      (.otherFormat, "ONNX", [0x08, 0x08, 0x12, 0x07] + Array("pytorch".utf8)),
      (.otherFormat, "npy", [0x93] + Array("NUMPY".utf8) + [1, 0]),
      (.otherFormat, "HDF5", [0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A]),
      (.otherFormat, "PNG", [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]),
      (.otherFormat, "pickle", [0x80, 0x04, 0x95, 0x10, 0, 0, 0, 0]),
      (.otherFormat, "TFLite", [0x1C, 0, 0, 0] + Array("TFL3".utf8)),
      (.otherFormat, "IDX images", [0, 0, 8, 3, 0, 0, 0xEA, 0x60]),
      (.otherFormat, "IDX labels", [0, 0, 8, 1, 0, 0, 0xEA, 0x60]),
      (.unknownFormat, "00 00 00 00", [0, 0, 0, 0, 0, 0, 0, 0]),
    ] as [(ModelFileError.Code, String, [UInt8])])
  func otherFormats(code: ModelFileError.Code, name: String, bytes: [UInt8]) throws {
    let error = try #require(BadFile.verdict(bytes))
    #expect(error.code == code)
    #expect(error.found.contains(name))
  }

  @Test("a compressed model is named as what it is")
  func compressed() throws {
    let error = BadFile.verdict(Gzip.deflate(try Golden.smallest.bytes()))
    #expect(error?.code == .compressed)
  }

  @Test(
    "files of one to seven bytes of the magic are cut", arguments: 1...7)
  func cut(length: Int) throws {
    let error = BadFile.verdict(Array(try Golden.smallest.bytes().prefix(length)))
    #expect(error?.code == (length < 6 ? .magicCut : .cutAtControlZ))
    #expect(error?.offset == length)
  }
}
