// Measures `Exponential`, `Logarithm` and `Cosine` of LinearAlgebra, which it is compiled with:
//
//     exponential_sweep [STRIDE]     every STRIDE-th argument of exp; all of them by default
//
// The first line is `exp COUNT CHECKSUM`, for comparing with the vector kernels; see
// `exponential_kernels.c`. The exit code is 1 where an error is above its documented bound.

import Dispatch
import Glibc
import Synchronization

/// What a sweep found, in a form whose parts can be put together in any order.
struct Finding {
  var count = 0
  var checksum: UInt64 = 0
  var worst = 0.0
  var at = 0.0

  mutating func add(_ error: Double, at x: Double) {
    count += 1
    // `!(a <= b)` so that an error that is not a number counts as the worst.
    if !(error <= worst) { (worst, at) = (error.isNaN ? .infinity : error, x) }
  }

  mutating func add(_ other: Finding) {
    count += other.count
    checksum &+= other.checksum
    if other.worst > worst { (worst, at) = (other.worst, other.at) }
  }
}

/// All arguments of exp where it is neither 0 nor, to the last bit, 1 + x: from 2^-26 up, and -87 to
/// 88 on the other end, by their bits.
let positive = Float(0x1p-26).bitPattern...Float(88).bitPattern
let negative = Float(-0x1p-26).bitPattern...Float(-87).bitPattern

func sweep(_ range: ClosedRange<UInt32>, stride step: Int) -> Finding {
  let chunks = 256
  let count = (range.count + step - 1) / step
  let total = Mutex(Finding())
  DispatchQueue.concurrentPerform(iterations: chunks) { chunk in
    var finding = Finding()
    for i in chunk * count / chunks..<(chunk + 1) * count / chunks {
      let bits = range.lowerBound + UInt32(i * step)
      let x = Float(bitPattern: bits)
      let y = Exponential.exp(x)
      // The C library's binary64 exponential has 29 bits more than the unit of the comparison.
      let exact = Glibc.exp(Double(x))
      finding.add(abs(Double(y) - exact) / Double(Float(exact).ulp), at: Double(x))
      finding.checksum &+= UInt64(y.bitPattern) &* (2 &* UInt64(bits) &+ 1)
    }
    total.withLock { $0.add(finding) }
  }
  return total.withLock { $0 }
}

#if arch(x86_64)
  /// A binary64 function beside the C library's of 64 bits, at many arguments.
  func compare(
    _ count: Int, _ function: @Sendable (Double) -> Double,
    _ exact: @Sendable (Float80) -> Float80, unit: @Sendable (Double) -> Double,
    argument: @Sendable (UInt64) -> Double
  ) -> Finding {
    let total = Mutex(Finding())
    DispatchQueue.concurrentPerform(iterations: 64) { chunk in
      var finding = Finding()
      // Knuth's 64-bit linear congruential generator (MMIX), another start for each chunk.
      var state = UInt64(chunk) &* 0x9E37_79B9_7F4A_7C15 &+ 1
      for _ in 0..<count / 64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        let x = argument(state)
        let wanted = exact(Float80(x))
        finding.add(
          Double(abs(Float80(function(x)) - wanted)) / unit(Double(wanted)), at: x)
      }
      total.withLock { $0.add(finding) }
    }
    return total.withLock { $0 }
  }
#endif

@main
enum ExponentialSweep {
  static func main() {
    let step = CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? 1
    var exponential = sweep(positive, stride: step)
    exponential.add(sweep(negative, stride: step))
    print("exp \(exponential.count) \(exponential.checksum)")
    var isWithin = report("exp", exponential, bound: 1.5, unit: "units in the last place")
    if step > 1 { exit(isWithin ? 0 : 1) }

    // Smaller arguments: 1 + x lies within a quarter of a unit of 1.
    let around = stride(from: UInt32(0), through: positive.lowerBound, by: 1).allSatisfy {
      let x = Float(bitPattern: $0)
      return Exponential.exp(x) == 1 && Exponential.exp(-x) == 1
    }
    let below = (Float(-87).bitPattern + 1...(-Float.infinity).bitPattern).allSatisfy {
      Exponential.exp(Float(bitPattern: $0)).bitPattern == 0
    }
    print(around ? "exp is 1 up to 2^-26" : "exp is not 1 up to 2^-26")
    print(below ? "exp is +0 below -87" : "exp is not +0 below -87")
    isWithin = isWithin && around && below
    #if arch(x86_64)
      let count = 1 << 23
      let wide = compare(count, { Logarithm.log($0) }, { Glibc.logl($0) }, unit: \.ulp) {
        Double(bitPattern: $0 % Double.infinity.bitPattern)
      }
      let near = compare(count, { Logarithm.log($0) }, { Glibc.logl($0) }, unit: \.ulp) {
        0.5 + Double($0 >> 11) * 0x1.8p-53
      }
      let wave = compare(count, { Cosine.cos($0) }, { Glibc.cosl($0) }, unit: { _ in 0x1p-52 }) {
        min(.pi, Double($0 >> 11) * 0x1p-53 * .pi)
      }
      isWithin =
        report("log, any size", wide, bound: 2, unit: "units in the last place") && isWithin
      isWithin =
        report("log, 1/2 to 2", near, bound: 2, unit: "units in the last place") && isWithin
      isWithin = report("cos", wave, bound: 1, unit: "times 2^-52") && isWithin
    #endif
    exit(isWithin ? 0 : 1)
  }

  static func report(
    _ name: String, _ finding: Finding, bound: Double, unit: String
  ) -> Bool {
    let isWithin = finding.worst <= bound
    print(
      "\(name): \(finding.count) arguments, the worst error is \(finding.worst) \(unit), at "
        + "\(finding.at); \(isWithin ? "within" : "NOT WITHIN") \(bound)")
    return isWithin
  }
}
