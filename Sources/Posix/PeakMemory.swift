import Glibc

/// The most memory this process ever held at once.
package enum PeakMemory {
  /// The peak of the resident set, in bytes.
  package static var bytes: Int {
    if let peak = ProcessStatus().peakResidentBytes { return peak }
    var usage = rusage()
    // SAFETY: `usage` outlives the call.
    let result = unsafe getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    precondition(result == 0, "the system does not report its use of resources")
    return usage.ru_maxrss * 1024
  }
}
