import LinearAlgebra
import ModelFile
import Posix
import SystemPackage
import Testing
import WireProtocol
import Workflow

@Suite("Publishing a model")
struct ModelPublicationTests {
  private let scratch: Scratch
  private let directory: FilePath

  init() throws {
    scratch = try Scratch()
    directory = scratch.path("models")
    try Directory.create(directory)
    for (name, salt) in [("digits.mlp", 0), ("other.mlp", 7)] {
      try Samples.train(
        Samples.job(in: scratch, named: name), on: try Samples.dataset(salt: salt))
    }
  }

  private func publication(
    _ name: String = "digits.mlp", as reference: String? = nil, isForced: Bool = false
  ) throws -> ModelPublication {
    try ModelPublication(
      scratch.path(name), as: reference.map { try ModelReference($0) }, in: directory,
      isForced: isForced, kernels: .best)
  }

  @Test("a file gets the name it is published as, and nothing else stays in the directory")
  func added() throws {
    let publication = try publication(as: "digits@2")
    #expect(publication.change == .added)
    #expect(publication.target == directory.appending("digits@2.mlp"))
    #expect(try Directory.entries(of: directory).isEmpty)
    try publication.run()
    #expect(try Directory.entries(of: directory).map(\.string) == ["digits@2.mlp"])
    #expect(try scratch.bytes("models/digits@2.mlp") == scratch.bytes("digits.mlp"))
    #expect(try publication.digest == ContentDigest(of: scratch.bytes("digits.mlp")))
  }

  @Test(
    "without a name, the file's own name counts",
    arguments: [("a.mlp", "a"), ("a@1.mlp", "a@1"), ("a@1.2.mlp", "a@1.2"), ("a-1.2", "a-1.2")])
  func ownName(name: String, reference: String) throws {
    try scratch.write(scratch.bytes("digits.mlp"), name)
    #expect(try "\(publication(name).reference)" == reference)
  }

  @Test(
    "a file name that no model can have is refused",
    arguments: [".mlp", "a b.mlp", "-a.mlp", "a@.mlp", "a@1@2.mlp", "a:stable.mlp"])
  func badName(name: String) throws {
    try scratch.write(scratch.bytes("digits.mlp"), name)
    let error = #expect(throws: WorkflowError.self) { try publication(name) }
    #expect(error?.kind == .usage && error?.code == "name")
    #expect(error?.description.contains("--as") == true)
  }

  @Test("the same bytes are published already", arguments: ["digits", "digits@1"])
  func unchanged(reference: String) throws {
    try publication(as: reference).run()
    let target = directory.appending("\(reference).mlp")
    let before = try FileStatus(of: target)
    let again = try publication(as: reference)
    #expect(again.change == .unchanged)
    try again.run()
    #expect(try FileStatus(of: target) == before)
  }

  @Test("a version keeps its bytes unless it is forced to change them")
  func version() throws {
    try publication(as: "digits@1").run()
    let error = #expect(throws: WorkflowError.self) {
      try publication("other.mlp", as: "digits@1")
    }
    #expect(error?.kind == .check && error?.code == "versionExists")
    #expect(try scratch.bytes("models/digits@1.mlp") == scratch.bytes("digits.mlp"))
    let forced = try publication("other.mlp", as: "digits@1", isForced: true)
    #expect(forced.change == .replaced)
    try forced.run()
    #expect(try scratch.bytes("models/digits@1.mlp") == scratch.bytes("other.mlp"))
  }

  @Test("a name alone is there to be replaced")
  func name() throws {
    try publication(as: "digits").run()
    let second = try publication("other.mlp", as: "digits")
    #expect(second.change == .replaced)
    try second.run()
    #expect(try scratch.bytes("models/digits.mlp") == scratch.bytes("other.mlp"))
  }

  @Test("a damaged file is refused before anything is written")
  func damaged() throws {
    var bytes = try scratch.bytes("digits.mlp")
    bytes[bytes.count / 2] ^= 1
    try scratch.write(bytes, "bad.mlp")
    let error = #expect(throws: WorkflowError.self) { try publication("bad.mlp") }
    #expect(error?.kind == .input)
    #expect(error?.code.hasPrefix("model.") == true)
    #expect(try Directory.entries(of: directory).isEmpty)
  }

  @Test("asking whether it could be written writes nothing")
  func checkWritable() throws {
    try publication().checkWritable()
    #expect(try Directory.entries(of: directory).isEmpty)
  }

  @Test("a missing directory is named, and how to have one")
  func missingDirectory() throws {
    try Directory.removeTree(directory)
    let publication = try publication()
    for attempt in [publication.checkWritable, publication.run] {
      let error = #expect(throws: WorkflowError.self) { try attempt() }
      #expect(error?.kind == .environment && error?.code == "notFound")
      #expect(error?.description.contains("--models") == true)
    }
  }

  @Test("what is no regular file is not replaced")
  func directoryInTheWay() throws {
    try Directory.create(directory.appending("digits.mlp"))
    let error = #expect(throws: WorkflowError.self) { try publication() }
    #expect(error?.kind == .environment && error?.code == "notRegularFile")
  }

  @Test("the file's group may read it, also where the writer's own file is barred to it")
  func permissions() throws {
    try publication(as: "digits").run()
    let target = directory.appending("digits.mlp")
    #expect(try FileStatus(of: target).permissions.contains(.groupRead))
  }
}
