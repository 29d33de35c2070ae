import Glibc
import Posix
import Testing

@Suite struct DescriptorLimitTests {
  @Test("the limit is what the system enforces")
  func current() {
    #expect(DescriptorLimit.current > 0)
    #expect(DescriptorLimit.current <= Int(clamping: sysconf(Int32(_SC_OPEN_MAX))))
  }
}
