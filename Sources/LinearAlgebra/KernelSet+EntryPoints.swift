import CKernels

extension KernelSet {
  /// The addresses of the set's functions, one for each kernel in a fixed order.
  ///
  /// Two sets that run different code share none of them; it is how tests prove that they do.
  package var entryPoints: [UInt] {
    // SAFETY: the table holds nothing but function pointers.
    unsafe withUnsafeBytes(of: table) { bytes in
      let words = unsafe bytes.bindMemory(to: UInt.self)
      return unsafe Array(words)
    }
  }
}
