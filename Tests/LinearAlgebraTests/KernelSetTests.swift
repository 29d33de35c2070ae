import LinearAlgebra
import Testing

@Suite("KernelSet")
struct KernelSetTests {
  @Test("the scalar set is always there, and last")
  func scalar() {
    #expect(KernelSet.available.last?.name == "scalar")
    #expect(KernelSet.best.name == KernelSet.available[0].name)
    #expect(KernelSet.available.map(\.description) == KernelSet.available.map(\.name))
  }

  @Test("every available set is found by its name", arguments: KernelSet.available)
  func named(_ set: KernelSet) throws {
    #expect(try KernelSet(named: set.name).entryPoints == set.entryPoints)
  }

  @Test("different sets share no function")
  func entryPoints() {
    let all = KernelSet.available.flatMap(\.entryPoints)
    #expect(all.count == 19 * KernelSet.available.count)
    #expect(Set(all).count == all.count)
    #expect(!all.contains(0))
  }

  @Test("an unknown name and an unsupported set are different errors")
  func errors() {
    let names = KernelSet.available.map(\.name)
    #expect(throws: KernelSetError.unknown(name: "AVX2", available: names)) {
      try KernelSet(named: "AVX2")
    }
    for name in ["amx", "vnni", "avx512", "avx2", "dotprod", "neon"] where !names.contains(name) {
      #expect(throws: KernelSetError.unsupported(name: name, available: names)) {
        try KernelSet(named: name)
      }
    }
    #expect(
      KernelSetError.unknown(name: "sse", available: ["avx2", "scalar"]).description
        == "unknown kernel set 'sse': available here are avx2, scalar")
    #expect(
      KernelSetError.unsupported(name: "neon", available: ["scalar"]).description
        == "kernel set 'neon' is not supported by this CPU: available here are scalar")
  }
}
