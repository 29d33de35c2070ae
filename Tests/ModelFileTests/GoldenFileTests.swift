import LinearAlgebra
import ModelFile
import NeuralNet
import Testing

/// The golden files are kept for ever: when one of these tests fails, the code is wrong.
@Suite("Golden files")
struct GoldenFileTests {
  @Test("no golden file is missing; one that is new is written on request")
  func complete() throws {
    if Fixtures.isWriting {
      for golden in Golden.allCases {
        try Fixtures.write(try ModelFile.encode(golden.model), golden.file)
      }
      try Fixtures.write(try SampleModels.checkpoint.encode(), Golden.checkpointFile)
    }
    for file in Golden.allCases.map(\.file) + [Golden.checkpointFile] {
      #expect(try !Fixtures.bytes(file).isEmpty)
    }
  }

  @Test("a golden file holds the recorded model", arguments: Golden.allCases)
  func decode(_ golden: Golden) throws {
    #expect(try ModelFile.decode(golden.bytes()) == golden.model)
  }

  @Test("the recorded model gives the golden bytes", arguments: Golden.allCases)
  func encode(_ golden: Golden) throws {
    #expect(try ModelFile.encode(golden.model) == golden.bytes())
  }

  @Test("reading and writing a golden file again changes nothing", arguments: Golden.allCases)
  func again(_ golden: Golden) throws {
    let bytes = try golden.bytes()
    #expect(try ModelFile.encode(ModelFile.decode(bytes)) == bytes)
  }

  @Test("a second writer gives the golden bytes", arguments: Golden.allCases)
  func secondWriter(_ golden: Golden) throws {
    let bytes = try golden.bytes()
    #expect(FileEditor(bytes).bytes == bytes)
  }

  @Test(
    "digests of golden files are the recorded ones",
    arguments: zip(
      Golden.allCases,
      [
        "f2cfdef5a12f39930bd03b12293c75ba44e5676520080c8f3f3ebcdae2088aa9 83e800b8a9c38370945d3cb88b27fe3048e4a3d6d506b796f1a546d7302e774b",
        "2ac0d748b8eb84e23d92845282df36b8e504e0fc16a13260d0039b82db9217cf adb3b9da7eab1a5e3fea34f8ffba038847bd7a51f5dd48ef4c84eafa42c5a787",
        "79401d5760978ad19d8f7f32fa67ee814e16f223a0e2ecfe3fd311b55778a3e4 0e5f632dc2208d603ec375eff06a22bfda8854dc299cc8c7e8b5cfadfa130046",
        "d1ba7512ca7896e0eb5c277a4b372a6404f5ff24f4e846146715e5f3ab8ad760 d47fbc9d4c66394c374a9d6332dc455b6dd326366b7f56f5e592976e397f2339",
        "31e36ef279f34d46fd3ccb3cca5e8f65649602bc26db8832669de64c72419bd6 83e800b8a9c38370945d3cb88b27fe3048e4a3d6d506b796f1a546d7302e774b",
        "02b3840a4a29ae4348e3d769dd5a959350ba5c14a1128e3204f157be47fa8e75 83e800b8a9c38370945d3cb88b27fe3048e4a3d6d506b796f1a546d7302e774b",
      ]))
  func digests(_ golden: Golden, recorded: String) throws {
    let bytes = try golden.bytes()
    let tensors = try ModelFile.decode(bytes).tensorsSHA256
    #expect("\(ModelFile.fileSHA256(bytes)) \(tensors)" == recorded)
  }

  @Test("a golden checkpoint holds the recorded state and gives the same bytes again")
  func checkpoint() throws {
    let bytes = try Fixtures.bytes(Golden.checkpointFile)
    let decoded = try Checkpoint(decoding: bytes)
    #expect(decoded == SampleModels.checkpoint)
    #expect(decoded[tensor: "mean.0"]?.elements[1].sign == .minus)
    #expect(try decoded.encode() == bytes)
  }
}
