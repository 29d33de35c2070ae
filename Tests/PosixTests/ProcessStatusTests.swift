import Posix
import Testing

@Suite struct ProcessStatusTests {
  @Test(
    "allowed processors are the bits of the mask, whatever its groups",
    arguments: [("f", 4), ("1", 1), ("5", 2), ("00000000,0000ffff", 16), ("0", nil), ("x", nil)]
      as [(String, Int?)])
  func allowedProcessors(mask: String, count: Int?) {
    let status = ProcessStatus(report: "Name:\tx\nCpus_allowed:\t\(mask)\nCpus_allowed_list:\t9\n")
    #expect(status.allowedProcessors == count)
  }

  @Test(
    "the peak is in kibibytes",
    arguments: [("   2 kB", 2048), ("2 MB", nil), ("", nil), ("9223372036854775807 kB", nil)]
      as [(String, Int?)])
  func peak(value: String, bytes: Int?) {
    #expect(ProcessStatus(report: "VmHWM:\t\(value)\n").peakResidentBytes == bytes)
  }

  @Test("without a report nothing is known")
  func empty() {
    #expect(ProcessStatus(report: "").allowedProcessors == nil)
    #expect(ProcessStatus(report: "").peakResidentBytes == nil)
  }

  @Test("this process may use a processor and has a clock that never steps back")
  func thisProcess() {
    #expect(ProcessorCount.affinity >= 1)
    let start = MonotonicClock.now
    #expect(MonotonicClock.now >= start)
    #expect(MonotonicClock.seconds > 0)
  }

  @Test("environment variables are absent, or have a value")
  func environment() {
    #expect(Environment.value("MNISTKIT_NO_SUCH_VARIABLE") == nil)
    #expect(Environment.value("PATH") != nil)
    #expect(Environment.names(startingWith: "PAT").contains("PATH"))
    #expect(Environment.names(startingWith: "MNISTKIT_NO_SUCH_VARIABLE").isEmpty)
    for name in Environment.names(startingWith: "") { #expect(Environment.value(name) != nil) }
  }
}
