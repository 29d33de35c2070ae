import Fuzzing

/// The main program is libFuzzer's; it calls the functions below by their names.
@main
enum FuzzImport {
  static func main() {
    LibFuzzer.run(testOneInput)
  }
}

/// Checks the properties on one input; libFuzzer keeps the input of a process that ends here.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  ImportProperties.check(LibFuzzer.input(start, count))
  return 0
}

/// Mutates an input in place and gives its new length.
@_cdecl("LLVMFuzzerCustomMutator")
public func customMutator(
  _ start: UnsafeMutablePointer<UInt8>, _ count: Int, _ limit: Int, _ seed: UInt32
) -> Int {
  let mutated = ImportMutator.mutate(
    LibFuzzer.input(start, count), limit: limit, seed: seed)
  return LibFuzzer.store(mutated, to: start, limit: limit)
}
