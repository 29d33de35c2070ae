import CKernels

/// One implementation of the hot loops: the scalar reference, or one for a vector instruction set.
///
/// All sets give the same bits. A set is a plain value that is chosen once and passed down.
public struct KernelSet: Sendable, CustomStringConvertible {
  /// The set's name: `scalar`, `avx2`, `avx512` or `neon`.
  public let name: String
  /// The functions; the shape-checked operations of this type are the only ones to call them.
  let table: ck_kernels

  /// The name.
  public var description: String { name }

  /// The reference in plain Swift, which defines what all others compute.
  public static let scalar = KernelSet(name: "scalar", table: ScalarKernels.table)

  /// The sets that this CPU can run, fastest first; the last is ``scalar``.
  public static let available: [KernelSet] =
    unsafe [("avx512", ck_avx512()), ("avx2", ck_avx2()), ("neon", ck_neon())]
    .compactMap { name, table in
      // SAFETY: a table that the C side returns is a constant.
      unsafe table.map { unsafe KernelSet(name: name, table: $0.pointee) }
    } + [.scalar]

  /// The fastest set that this CPU can run.
  public static var best: KernelSet { available[0] }

  /// The names of all sets, on whatever CPU.
  static let names = ["avx512", "avx2", "neon", "scalar"]

  /// The set of a name.
  ///
  /// - Throws: ``KernelSetError`` if there is none, or none that this CPU can run.
  public init(named name: String) throws(KernelSetError) {
    let available = KernelSet.available
    guard let set = available.first(where: { $0.name == name }) else {
      let names = available.map(\.name)
      throw KernelSet.names.contains(name)
        ? .unsupported(name: name, available: names) : .unknown(name: name, available: names)
    }
    self = set
  }

  private init(name: String, table: ck_kernels) {
    self.name = name
    self.table = table
  }
}
