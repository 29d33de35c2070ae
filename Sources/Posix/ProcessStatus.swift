import Glibc
import SystemPackage

/// What the kernel reports of this process, as lines `name: value` of `/proc/self/status`.
///
/// Glibc's module offers neither `sched_getaffinity` nor a peak that forgets the memory of the
/// program that started this one; the kernel's own report has both. See proc_pid_status(5).
package struct ProcessStatus {
  private let lines: [Substring]

  /// Reads the report; empty where `/proc` is not mounted.
  package init() {
    let path: FilePath = "/proc/self/status"
    // An absent report is answered by the fallbacks of those who ask.
    let bytes = try? OwnedDescriptor(opening: path, flags: O_RDONLY).read(upTo: 1 << 16)
    self.init(report: String(decoding: bytes ?? [], as: UTF8.self))
  }

  /// Takes a report's text.
  package init(report: String) {
    lines = report.split(separator: "\n")
  }

  /// The number of bits set in the mask of the processors the process may run on.
  package var allowedProcessors: Int? {
    guard let mask = value("Cpus_allowed") else { return nil }
    var count = 0
    for digit in mask where digit != "," {
      guard let bits = digit.hexDigitValue else { return nil }
      count += bits.nonzeroBitCount
    }
    return count > 0 ? count : nil
  }

  /// The most memory the process ever held at once, in bytes.
  package var peakResidentBytes: Int? {
    guard let fields = value("VmHWM")?.split(separator: " "), fields.count == 2,
      fields[1] == "kB", let kibibytes = Int(fields[0])
    else { return nil }
    let (bytes, overflow) = kibibytes.multipliedReportingOverflow(by: 1024)
    return overflow ? nil : bytes
  }

  private func value(_ name: String) -> Substring? {
    guard let line = lines.first(where: { $0.hasPrefix(name + ":") }) else { return nil }
    return line.dropFirst(name.count + 1).drop(while: \.isWhitespace)
  }
}
