import CKernels

/// One implementation of the hot loops: the scalar reference, or one for a vector instruction set.
///
/// All sets give the same bits. A set is a plain value that is chosen once and passed down.
public struct KernelSet: Sendable, CustomStringConvertible {
  /// The set's name, one of ``names``.
  public let name: String
  /// The functions; the shape-checked operations of this type are the only ones to call them.
  let table: ck_kernels

  /// The name.
  public var description: String { name }

  /// The reference in plain Swift, which defines what all others compute.
  public static let scalar = KernelSet(name: "scalar", table: ScalarKernels.table)

  /// The sets that this CPU can run, fastest first; the last is ``scalar``.
  public static let available: [KernelSet] =
    unsafe [
      ("amx", ck_amx()), ("vnni", ck_vnni()), ("avx512", ck_avx512()), ("avx2", ck_avx2()),
      ("dotprod", ck_dotprod()), ("neon", ck_neon()),
    ].compactMap { name, table in
      // SAFETY: a table that the C side returns is a constant.
      unsafe table.map { unsafe KernelSet(name: name, table: $0.pointee) }
    } + [.scalar]

  /// The fastest set that this CPU can run.
  public static var best: KernelSet { available[0] }

  /// The names of all sets, on whatever CPU, fastest first.
  package static let names = ["amx", "vnni", "avx512", "avx2", "dotprod", "neon", "scalar"]

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
