import Glibc
import SystemPackage

/// Descriptors that are read as one number which starts again from 0: counters and timers.
enum CounterDescriptor {
  /// Takes the number, 0 where nothing was counted.
  static func take(
    from number: Int32, _ operation: ResourceError.Operation
  ) throws(ResourceError) -> UInt64 {
    var count: UInt64 = 0
    // SAFETY: the call fills eight bytes, which outlive it.
    let result = SystemCall.attempt { unsafe read(number, &count, MemoryLayout<UInt64>.size) }
    switch result {
    case .success: return count
    case .failure(.wouldBlock): return 0
    case .failure(let code): throw .failed(operation, path: nil, code: code)
    }
  }
}
