import Testing

@Suite("Kernels of the command line")
struct KernelTests {
  private let scratch: Scratch

  init() throws {
    scratch = try Scratch()
    try TinyData.write(to: scratch, training: 70, test: 20)
  }

  @Test("an unknown set of kernels is refused, and nothing else is taken instead")
  func unknown() throws {
    for arguments in [["version"], ["train", "--data", "data"]] {
      let outcome = try Tool.run(
        arguments, in: scratch, environment: ["MNISTKIT_KERNELS": "avx1024"])
      #expect(outcome.status == 4)
      #expect(outcome.output.isEmpty)
      #expect(outcome.errors.contains("MNISTKIT_KERNELS") && outcome.errors.contains("avx1024"))
    }
  }

  @Test("a set that this CPU lacks is refused")
  func unsupported() throws {
    let available = try scratch.run("version", "--json").json["kernelsAvailable"].list
    let names = ["amx", "vnni", "avx512", "avx2", "dotprod", "neon"]
    let lacking = names.filter { !available.contains(.text($0)) }
    #expect(!lacking.isEmpty)
    for name in lacking {
      let outcome = try scratch.run(
        "version", "--json", environment: ["MNISTKIT_KERNELS": name])
      #expect(outcome.status == 4)
      #expect(try outcome.error["code"] == .text("kernels"))
      #expect(try outcome.error["found"] == .text(name))
    }
  }

  @Test("the set that is asked for is the one that runs")
  func chosen() throws {
    for name in try scratch.run("version", "--json").json["kernelsAvailable"].list {
      let version = try scratch.run(
        "version", "--json", environment: ["MNISTKIT_KERNELS": try #require(name.text)])
      #expect(try version.json["kernels"] == name)
    }
  }

  @Test("every set and number of threads writes the same file")
  func sameFile() throws {
    let sets = try scratch.run("version", "--json").json["kernelsAvailable"].list.compactMap(\.text)
    var files: Set<[UInt8]> = []
    for (index, set) in sets.enumerated() {
      for threads in [index + 1, 4] {
        let outcome = try scratch.train(
          "--json", "--threads", "\(threads)", environment: ["MNISTKIT_KERNELS": set])
        let done = try JSON(#require(outcome.lines.last))
        #expect(done["kernels"] == .text(set))
        #expect(done["threads"] == .number(Double(threads)))
        files.insert(try scratch.bytes("model.mlp"))
      }
    }
    #expect(files.count == 1)
  }
}
