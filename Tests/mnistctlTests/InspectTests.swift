import Testing

@Suite("mnistctl inspect")
struct InspectTests {
  private let scratch: Scratch

  init() throws {
    scratch = try Scratch()
  }

  @Test("the object has the promised keys and types")
  func object() throws {
    try TinyData.write(to: scratch)
    let done = try JSON(#require(scratch.train("--json").lines.last))
    let json = try scratch.run("inspect", "model.mlp", "--json").json
    #expect(json["format"].shape == "{major:number minor:number readerMin:number}")
    #expect(json["layers"].shape == "[{activation:text inputs:number outputs:number}]")
    #expect(json["layers"][0]["activation"] == .text("relu"))
    #expect(json["parameters"] == .number(338))
    #expect(json["multiplyAdds"] == .number(320))
    #expect(json["fileBytes"] == .number(Double(try scratch.bytes("model.mlp").count)))
    #expect(json["fileSHA256"] == done["fileSHA256"])
    #expect(json["tensorsSHA256"] == done["tensorsSHA256"])
    #expect(
      json["normalisation"].shape
        == "{columns:number mean:number rows:number standardDeviation:number}")
    #expect(json["labels"].shape == "[text]")
    #expect(
      json["metrics"].shape
        == "{accuracy:number confusionMatrix:[[number]] count:number dataSHA256:digest loss:number}"
    )
    #expect(json["selfTest"].shape == "{samples:number}")
    #expect(json["provenance"]["settings.seed"] == .number(1))
    #expect(json["provenance"]["generator"].text?.hasPrefix("mnistkit ") == true)
  }

  @Test("what a file does not hold is null, and its key is there")
  func smallest() throws {
    let json = try scratch.run(
      "inspect", Fixtures.path("golden/smallest-1.0.mlp"), "--json"
    ).json
    for key in ["card", "metrics", "provenance"] {
      #expect(json.keys.contains(key) && json[key] == .null)
    }
    #expect(json["selfTest"]["samples"] == .number(0))
  }

  @Test("nothing in a model says where, when and with what it was made")
  func noTraces() throws {
    try TinyData.write(to: scratch)
    #expect(try scratch.train("--quiet").status == 0)
    let provenance = try scratch.run("inspect", "model.mlp", "--json").json["provenance"]
    for word in ["thread", "kernel", "host", "user", "path", "time", "commit", "resume"] {
      #expect(provenance.keys.allSatisfy { !$0.contains(word) })
    }
  }

  @Test("statistics, histograms and pictures are drawn on request")
  func details() throws {
    let golden = Fixtures.path("golden/digits-1.0.mlp")
    let plain = try scratch.run("inspect", golden)
    #expect(plain.status == 0)
    #expect(plain.output.contains("784-16-10"))
    let full = try scratch.run(
      "inspect", golden, "--statistics", "--histogram", "--weights", "2")
    #expect(full.status == 0)
    #expect(full.output.hasPrefix(plain.output))
    #expect(full.output.contains("deviation") && full.output.contains("layers.1.bias"))
    #expect(full.output.contains("unit 1") && !full.output.contains("unit 2"))
    #expect(!full.output.contains("\u{1B}"))
  }

  @Test("a tensor that is not there is refused with the nearest name")
  func unknownTensor() throws {
    let golden = Fixtures.path("golden/digits-1.0.mlp")
    let one = try scratch.run("inspect", golden, "--tensor", "layers.0.bias", "--json")
    #expect(
      try one.json["tensors"].shape
        == "[{count:number maximum:number mean:number minimum:number name:text "
        + "standardDeviation:number zeros:number}]")
    let outcome = try scratch.run("inspect", golden, "--tensor", "layer.0.bias")
    #expect(outcome.status == 2)
    #expect(outcome.errors.contains("did you mean layers.0.bias?"))
  }

  @Test("only the head is read: later damage is found by verify, not by inspect")
  func headOnly() throws {
    try TinyData.write(to: scratch)
    #expect(try scratch.train("--quiet").status == 0)
    var bytes = try scratch.bytes("model.mlp")
    bytes[bytes.count - 200] ^= 1
    try scratch.write(bytes, "model.mlp")
    #expect(try scratch.run("inspect", "model.mlp").status == 0)
    #expect(try scratch.run("verify", "model.mlp").status == 3)
  }
}
