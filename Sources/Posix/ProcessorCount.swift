import Glibc

/// How many processors this process may use.
package enum ProcessorCount {
  /// The processors in the affinity mask, at least 1: what `taskset` or a container allows.
  package static var affinity: Int {
    ProcessStatus().allowedProcessors ?? max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
  }
}
