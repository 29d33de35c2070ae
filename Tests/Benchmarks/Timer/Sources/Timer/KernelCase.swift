import CKernels

/// One kernel at one of its real shapes.
struct KernelCase {
  /// What a call does, which decides what it is measured against.
  enum Work {
    /// Floating-point operations, two for each term that has to be added.
    case operations(Int)
    /// Bytes that are read, and a few that are written.
    case reading(bytes: Int)
    /// Bytes that are read or written elsewhere, about as many of each.
    case copying(bytes: Int)
    /// Arrays of so many floats that are read, and how many of them are written in place.
    case updating(floats: Int, reads: Int, writes: Int)
  }

  let name: String
  let work: Work
  /// Gives the buffers their first contents again.
  let reset: () -> Void
  /// A checksum of what the kernel has written.
  let checksum: () -> UInt32
  let call: (ck_kernels) -> Void

  /// A kernel that writes a matrix.
  init(
    _ name: String, _ work: Work, writes output: KernelMatrix, and others: [KernelMatrix] = [],
    call: @escaping (ck_kernels) -> Void
  ) {
    self.init(
      name, work,
      reset: {
        output.reset()
        for other in others { other.reset() }
      },
      checksum: { output.checksum }, call: call)
  }

  init(
    _ name: String, _ work: Work, reset: @escaping () -> Void, checksum: @escaping () -> UInt32,
    call: @escaping (ck_kernels) -> Void
  ) {
    self.name = name
    self.work = work
    self.reset = reset
    self.checksum = checksum
    self.call = call
  }
}
