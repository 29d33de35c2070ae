import Testing

@Suite("mnistctl classify")
struct ClassifyTests {
  private let scratch: Scratch
  private static let images = "data/t10k-images-idx3-ubyte"

  init() throws {
    scratch = try Scratch()
    try TinyData.write(to: scratch)
    try #require(try scratch.train("--quiet").status == 0)
  }

  private func classify(_ arguments: String...) throws -> Tool.Outcome {
    try Tool.run(["classify", "--local", "model.mlp"] + arguments, in: scratch)
  }

  @Test("a line holds the input, the index, the label and its probability, in order")
  func lines() throws {
    let outcome = try classify(Self.images)
    #expect(outcome.status == 0 && outcome.errors.isEmpty)
    #expect(outcome.lines.count == 50)
    for (index, line) in outcome.lines.enumerated() {
      let parts = line.split(separator: " ")
      #expect(parts.count == 3 && parts[0] == "\(Self.images)[\(index)]")
      #expect(Int(parts[1]).map { (0..<10).contains($0) } == true)
      #expect(parts[2].wholeMatch(of: /[01]\.[0-9]{6}/) != nil)
    }
    let json = try JSON(#require(classify(Self.images, "--json").lines.first))
    let first = try #require(outcome.lines.first).split(separator: " ")
    #expect(json["label"] == .number(Double(first[1]) ?? -1))
    #expect(try abs(#require(json["probability"].number) - #require(Double(first[2]))) < 1e-6)
  }

  @Test("comma-separated values have their header, and names are quoted where they need it")
  func csv() throws {
    let name = "a,\"b\".idx"
    try scratch.write(scratch.bytes(Self.images), name)
    let outcome = try classify(name, "--csv")
    #expect(outcome.lines.first == "input,index,label,name,probability")
    #expect(outcome.lines.count == 51)
    for (line, json) in try zip(outcome.lines.dropFirst(), classify(name, "--json").lines) {
      let json = try JSON(json)
      let label = try Int(#require(json["label"].number))
      let prefix = try
        "\"a,\"\"b\"\".idx\",\(Int(#require(json["index"].number))),\(label),\(label),"
      #expect(line.hasPrefix(prefix))
      #expect(Double(line.dropFirst(prefix.count)) == json["probability"].number)
    }
    let header = try classify(Self.images, "--csv", "--top-k", "3").lines.first
    #expect(
      header
        == "input,index,label,name,probability,label2,name2,probability2,label3,name3,probability3")
  }

  @Test("an object has the promised keys, and the best labels on request only")
  func objects() throws {
    let plain = try classify(Self.images, "--json").lines.map(JSON.init)
    #expect(plain.count == 50)
    #expect(
      plain[7].shape == "{index:number input:text label:number name:text probability:number}")
    #expect(plain.indices.allSatisfy { plain[$0]["index"] == .number(Double($0)) })
    #expect(plain[0]["input"] == .text(Self.images))
    let top = try classify(Self.images, "--json", "--top-k", "3").lines.map(JSON.init)
    for (json, other) in zip(top, plain) {
      #expect(json["topK"].shape == "[{label:number probability:number}]")
      #expect(json["topK"].list.count == 3 && json["topK"][0]["label"] == json["label"])
      #expect(json["label"] == other["label"] && json["probability"] == other["probability"])
    }
    let all = try classify(Self.images, "--json", "--top-k", "256").lines.map(JSON.init)
    #expect(all[0]["topK"].list.count == 10)
    #expect(try classify(Self.images, "--top-k", "2").lines[0].split(separator: " ").count == 5)
  }

  @Test("a file whose name is not UTF-8 is read, and two names that look alike are told")
  func rawNames() throws {
    let outcome = try Tool.shell(
      """
      set -e
      cp \(Self.images) $'a\\xff.idx'; cp model.mlp $'b\\xfe.mlp'
      $mnistctl classify --local=$'b\\xfe.mlp' $'a\\xff.idx' >raw
      $mnistctl classify --local $'b\\xfe.mlp' \(Self.images) >plain
      cut -d' ' -f2- raw >raw.labels
      cut -d' ' -f2- plain | cmp - raw.labels
      head -n 1 raw | cut -d[ -f1
      $mnistctl evaluate $'b\\xfe.mlp' --data data --quiet >/dev/null
      $mnistctl inspect $'b\\xfe.mlp' >/dev/null
      cp \(Self.images) $'a\\xfe.idx'
      $mnistctl classify --local model.mlp a*.idx
      """, in: scratch)
    #expect(outcome.status == 2)
    #expect(outcome.lines == ["a\u{FFFD}.idx"])
    #expect(
      outcome.errors == "error: 2 arguments look alike as a\u{FFFD}.idx, which is not UTF-8: give "
        + "one of them at a time, or rename the files\n")
  }

  @Test("standard input, a compressed file and a plain one give the same, as `-` or by name")
  func sources() throws {
    let outcome = try Tool.shell(
      """
      set -e -o pipefail
      gzip -c \(Self.images) >packed
      classify="$mnistctl classify --local model.mlp"
      $classify \(Self.images) | cut -d' ' -f2- >plain.txt
      $classify packed | cut -d' ' -f2- | cmp - plain.txt
      cat packed | $classify - | cut -d' ' -f2- | cmp - plain.txt
      cat \(Self.images) | $classify - | cut -d' ' -f2- | cmp - plain.txt
      $classify packed - packed <\(Self.images) | cut -d[ -f1 | uniq -c
      """, in: scratch)
    #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
    #expect(
      outcome.lines.map { $0.split(separator: " ").joined(separator: " ") }
        == ["50 packed", "50 -", "50 packed"])
  }

  @Test("the share of right labels is the accuracy of evaluate")
  func accuracy() throws {
    let json = try scratch.run("evaluate", "model.mlp", "--data", "data", "--json").json
    let labels = try scratch.bytes("data/t10k-labels-idx1-ubyte").dropFirst(8)
    let right = try zip(classify(Self.images, "--json").lines, labels).count {
      try JSON($0)["label"] == .number(Double($1))
    }
    #expect(json["accuracy"] == .number(Double(right) / 50))
  }

  @Test("pictures of any kind are read, and what is done to them can be said")
  func pictures() throws {
    let model = Fixtures.path("golden/digits-1.0.mlp")
    func run(_ arguments: String...) throws -> Tool.Outcome {
      try Tool.run(["classify", "--local", model] + arguments, in: scratch)
    }
    // A dark bar on light paper, and its negative: the same digit.
    let bar = (0..<30 * 20).map { UInt8((8..<11).contains($0 % 20) ? 0 : 255) }
    try scratch.write(Array("P5 20 30 255\n".utf8) + bar, "dark.pgm")
    try scratch.write(Array("P5 20 30 255\n".utf8) + bar.map { 255 - $0 }, "light.pgm")
    let outcome = try run("dark.pgm", "light.pgm")
    #expect(outcome.status == 0 && outcome.lines.count == 2, "\(outcome.errors)")
    #expect(Set(outcome.lines.map { $0.split(separator: " ", maxSplits: 1)[1] }).count == 1)
    #expect(try run("dark.pgm", "--ink", "dark").lines == [outcome.lines[0]])
    #expect(try run("light.pgm", "--ink", "light", "--normalise").lines == [outcome.lines[1]])
    let asIs = try run("dark.pgm", "--as-is", "--json")
    #expect(asIs.status == 3)
    #expect(try asIs.error["expected"] == .text("28 x 28"))
    #expect(try asIs.error["found"] == .text("20 x 30"))
    let png = Fixtures.path("../images/grey-8.png")
    #expect(try run(png).lines.first?.hasPrefix("\(png)[0] ") == true)
    let other = try classify("dark.pgm")
    #expect(other.status == 3 && other.errors.contains("use idx images of that size"))
  }

  @Test("a fault ends the command after the lines before it, and is located")
  func faults() throws {
    try scratch.write(scratch.bytes(Self.images).dropLast(), "cut")
    let outcome = try classify(Self.images, "cut", Self.images, "--json")
    #expect(outcome.status == 3 && outcome.lines.count == 50)
    let error = try outcome.error
    #expect(error["path"] == .text("cut") && error["offset"] == .number(1_515))
    let piped = try Tool.shell("cat cut | $mnistctl classify --local model.mlp -", in: scratch)
    #expect(piped.status == 3 && piped.lines.count == 49)
    #expect(piped.errors.hasPrefix("error: standard input: idx data are cut at offset 1515"))
    let size = try Tool.run(
      ["classify", "--local", Fixtures.path("golden/digits-1.0.mlp"), Self.images], in: scratch)
    #expect(size.status == 3 && size.output.isEmpty && size.errors.contains("28 x 28"))
    let full = try Tool.shell(
      "$mnistctl classify --local model.mlp \(Self.images) >/dev/full", in: scratch)
    #expect(full.status == 4 && full.errors.contains("No space left on device"))
  }

  @Test("misuse is told in words that help")
  func misuse() throws {
    for arguments in [
      ["--csv", "--json", Self.images], ["-", "-"], ["--as-is", "--ink", "dark", Self.images],
      ["--as-is", "--normalise", Self.images], ["--ink", "red", Self.images], [],
    ] {
      let outcome = try Tool.run(["classify", "--local", "model.mlp"] + arguments, in: scratch)
      #expect(outcome.status == 2 && outcome.output.isEmpty, "\(arguments)")
    }
  }
}
