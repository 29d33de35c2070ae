import CKernels
import CPeak
import LinearAlgebra
import MNISTData
import Workflow

/// Times each kernel at its real shapes beside the most that this core can do.
///
/// Buffers are warm. The peak is measured right before each kernel: fused multiply-adds in
/// registers for products, else reading, copying or updating as many bytes as the kernel does, in as
/// much memory.
struct KernelTimer {
  private let cases: [KernelCase]
  /// The kernel sets of this CPU.
  private let sets: [(name: String, table: ck_kernels)]
  private let seconds: Double

  /// - Parameter data: real images: how many pixels are zero, and where, decides the speed.
  init(data: String, seconds: Double) throws {
    let dataset = try DatasetDirectory(.init(data)).load(.test, pool: WorkerPool(threads: 1))
    let pixels = try dataset.requireTest().images.images.prefix(128).pixels
    self.init(pixels: pixels, sets: try KernelTimer.tables(), seconds: seconds)
  }

  private init(pixels: [UInt8], sets: [(name: String, table: ck_kernels)], seconds: Double) {
    cases = KernelCase.products(pixels: pixels) + KernelCase.elements(pixels: pixels)
    self.sets = sets
    self.seconds = seconds
  }

  /// What ``report()`` names, with no data at hand.
  static func names() throws -> JSONObject {
    let timer = KernelTimer(
      pixels: [UInt8](repeating: 0, count: 128 * 784), sets: try tables(), seconds: 0)
    let names = timer.sets.flatMap { set in timer.cases.map { "\(set.name)/\($0.name)" } }
    var result = JSONObject()
    result.add("names", names.joined(separator: " "))
    return result
  }

  /// The duration of each kernel of each set, and what the same work takes at the peak.
  func report() throws -> JSONObject {
    var kernels = JSONObject()
    for kernel in cases {
      try checkAnswers(of: kernel)
      let peak = peakMicroseconds(for: kernel.work)
      for set in sets {
        let microseconds = medianMicroseconds { kernel.call(set.table) }
        kernels.add(
          "\(set.name)/\(kernel.name)", row(microseconds, peak: peak, work: kernel.work))
      }
    }
    var report = JSONObject()
    report.add("lanes", Double(peak_lanes()))
    report.add("kernels", kernels)
    return report
  }

  private func row(_ microseconds: Double, peak: Double, work: KernelCase.Work) -> JSONObject {
    let (amount, unit) =
      switch work {
      case .operations(let count): (count, "GFLOP/s")
      case .reading(let bytes), .copying(let bytes): (bytes, "GB/s")
      case .updating(let floats, let reads, let writes): (4 * floats * (reads + writes), "GB/s")
      }
    var row = JSONObject()
    row.add("microseconds", microseconds)
    row.add("peakMicroseconds", peak)
    row.add("rate", Double(amount) / microseconds / 1_000)
    row.add("peakRate", Double(amount) / peak / 1_000)
    row.add("rateUnit", unit)
    return row
  }

  /// Every set writes the same bytes.
  private func checkAnswers(of kernel: KernelCase) throws {
    let answers = sets.map { set in
      kernel.reset()
      kernel.call(set.table)
      return kernel.checksum()
    }
    guard answers.allSatisfy({ $0 == answers[0] }) else {
      throw TimerError("\(kernel.name): the kernel sets \(sets.map(\.name)) write \(answers)")
    }
  }

  private func peakMicroseconds(for work: KernelCase.Work) -> Double {
    switch work {
    case .operations(let count):
      var operations = 0.0
      let block = medianMicroseconds { operations = peak_multiply_adds(100) }
      return block * Double(count) / operations
    case .reading(let bytes):
      let from = KernelMatrix(1, rounded(bytes / 4))
      return medianMicroseconds { peak_read(from.base, from.columns) }
        * Double(bytes) / Double(4 * from.columns)
    case .copying(let bytes):
      let from = KernelMatrix(1, rounded(bytes / 8))
      let to = KernelMatrix(1, from.columns)
      return medianMicroseconds { peak_copy(to.base, from.base, from.columns) }
        * Double(bytes) / Double(8 * from.columns)
    case .updating(let floats, let reads, let writes):
      let arrays = (0..<reads).map { _ in KernelMatrix(1, rounded(floats)) }
      let starts = arrays.map(\.base)
      return withExtendedLifetime(arrays) {
        medianMicroseconds {
          peak_update(starts, Int32(reads), Int32(writes), arrays[0].columns)
        } * Double(floats) / Double(arrays[0].columns)
      }
    }
  }

  /// The peak's loops take 128 floats at a time.
  private func rounded(_ count: Int) -> Int { (count + 127) / 128 * 128 }

  /// Many calls a sample where one is short, which keeps the clock out of the figure.
  private func medianMicroseconds(_ call: () -> Void) -> Double {
    let clock = ContinuousClock()
    let once = clock.measure(call)
    let calls = max(1, Int(.microseconds(20) / max(once, .nanoseconds(20))))
    return Sampling(seconds: seconds, calls: calls).medianMicroseconds(call)
  }

  private static func tables() throws -> [(name: String, table: ck_kernels)] {
    try KernelSet.available.map { ($0.name, try table(of: $0)) }
  }

  /// The functions of a set; the library shows them to nobody but a mirror.
  private static func table(of set: KernelSet) throws -> ck_kernels {
    for child in Mirror(reflecting: set).children {
      if let table = child.value as? ck_kernels { return table }
    }
    throw TimerError("the kernel set \(set) has no table of functions")
  }
}
