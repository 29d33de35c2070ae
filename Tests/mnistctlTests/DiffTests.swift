import Testing

@Suite("mnistctl diff and reproduce")
struct DiffTests {
  private let scratch: Scratch

  init() throws {
    scratch = try Scratch()
    try TinyData.write(to: scratch)
    try #require(try scratch.train("--quiet").status == 0)
  }

  @Test("a file does not differ from itself")
  func same() throws {
    let outcome = try scratch.run("diff", "model.mlp", "model.mlp")
    #expect(outcome.status == 0)
    #expect(outcome.output == "identical: the files have the same bytes\n")
    let json = try scratch.run("diff", "model.mlp", "model.mlp", "--json").json
    #expect(json.shape == "{differences:[] identical:boolean sameTensors:boolean tensors:[]}")
    #expect(json["identical"] == .boolean(true))
  }

  @Test("another seed gives another model, part by part")
  func otherSeed() throws {
    #expect(try scratch.train("--quiet", "--seed", "2", "--out", "b.mlp").status == 0)
    let outcome = try scratch.run("diff", "model.mlp", "b.mlp", "--json")
    #expect(outcome.status == 1)
    #expect(outcome.errors.isEmpty)
    let json = try outcome.json
    #expect(
      json.shape == "{differences:[{first:text second:text what:text}] identical:boolean "
        + "sameTensors:boolean tensors:[{count:number differing:number firstIndex:number "
        + "largestDifference:number name:text}]}")
    #expect(json["identical"] == .boolean(false) && json["sameTensors"] == .boolean(false))
    let seed = json["differences"].list.first { $0["what"] == .text("provenance settings.seed") }
    #expect(seed?["first"] == .text("1") && seed?["second"] == .text("2"))
    let text = try scratch.run("diff", "model.mlp", "b.mlp")
    #expect(text.status == 1)
    #expect(text.output.contains("provenance settings.seed: 1 and 2"))
  }

  @Test("a model with fewer self-test samples has the same tensors in another file")
  func sameTensors() throws {
    #expect(try scratch.train("--quiet", "--self-test-samples", "1", "--out", "b.mlp").status == 0)
    let outcome = try scratch.run("diff", "model.mlp", "b.mlp", "--json")
    #expect(outcome.status == 1)
    #expect(try outcome.json["sameTensors"] == .boolean(true))
    #expect(try outcome.json["tensors"] == .list([]))
  }

  @Test("a model is reproduced from its provenance, whatever the threads")
  func reproduce() throws {
    let outcome = try scratch.run(
      "reproduce", "model.mlp", "--data", "data", "--threads", "3", "--json",
      environment: ["MNISTKIT_KERNELS": "scalar"])
    #expect(outcome.status == 0)
    let json = try outcome.json
    #expect(
      json.keys == [
        "difference", "identical", "reproducedTensorsSHA256", "sameFile", "tensorsSHA256",
      ])
    #expect(json["identical"] == .boolean(true) && json["sameFile"] == .boolean(true))
    #expect(json["tensorsSHA256"] == json["reproducedTensorsSHA256"])
    #expect(json["tensorsSHA256"].shape == "digest")
    #expect(try scratch.names() == ["data", "model.mlp"])
  }

  @Test("other data cannot reproduce a model")
  func otherData() throws {
    try TinyData.write(to: scratch, salt: 7, into: "other")
    let outcome = try scratch.run("reproduce", "model.mlp", "--data", "other", "--json")
    #expect(outcome.status == 3)
    #expect(try outcome.error["code"] == .text("otherData"))
    #expect(try outcome.error["expected"].text?.contains("SHA-256") == true)
  }

  @Test("a model without provenance cannot be reproduced")
  func noProvenance() throws {
    let outcome = try scratch.run(
      "reproduce", Fixtures.path("golden/digits-1.0.mlp"), "--data", "data")
    #expect(outcome.status == 3)
    #expect(outcome.errors.contains("no provenance"))
  }
}
