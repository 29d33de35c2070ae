import Glibc

/// How many descriptors this process may have open: `ulimit -n`, see getrlimit(2).
package enum DescriptorLimit {
  /// The limit that holds now; `Int.max` where there is none.
  package static var current: Int {
    var limit = rlimit()
    // SAFETY: the call fills one `rlimit`, which outlives it.
    let result = unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    precondition(result == 0, "the limit of descriptors cannot be asked for")
    return Int(clamping: limit.rlim_cur)
  }
}
