internal import CLibFuzzer
internal import Glibc

/// libFuzzer, with arrays instead of addresses.
public enum LibFuzzer {
  /// What libFuzzer calls with each input; it gives 0.
  public typealias Test = @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt

  /// Runs the fuzzer with the arguments of the process, and ends the process with its exit code.
  public static func run(_ test: Test) -> Never {
    var count = CommandLine.argc
    var arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = CommandLine.unsafeArgv
    exit(LLVMFuzzerRunDriver(&count, &arguments, test))
  }

  /// A copy of an input.
  public static func input(_ start: UnsafePointer<UInt8>?, _ count: Int) -> [UInt8] {
    [UInt8](UnsafeBufferPointer(start: start, count: count))
  }

  /// One of libFuzzer's own mutations, which use what it learned from comparisons.
  public static func mutate(_ bytes: [UInt8], limit: Int) -> [UInt8] {
    guard limit > 0 else { return [] }
    return [UInt8](unsafeUninitializedCapacity: limit) { buffer, count in
      buffer.initialize(repeating: 0)
      let kept = min(bytes.count, limit)
      _ = buffer.update(fromContentsOf: bytes[..<kept])
      guard let start = buffer.baseAddress else { return }
      count = LLVMFuzzerMutate(start, kept, limit)
    }
  }

  /// Puts a mutated input where libFuzzer expects it, and gives its length.
  public static func store(
    _ bytes: [UInt8], to start: UnsafeMutablePointer<UInt8>, limit: Int
  ) -> Int {
    UnsafeMutableBufferPointer(start: start, count: limit).update(
      fromContentsOf: bytes.prefix(limit))
  }
}
