import Posix
import SystemPackage
import Testing

@Suite("Access rights")
struct AccessRightTests {
  @Test(
    "what the owner has is told, and what is missing is an error", arguments: AccessRight.allCases)
  func rights(right: AccessRight) throws {
    let directory = try TemporaryDirectory(named: "access")
    #expect(try right.isGranted(on: directory.path))
    let error = #expect(throws: PosixError.self) {
      try right.isGranted(on: directory.path.appending("missing"))
    }
    #expect(error?.kind == .notFound)
  }

  @Test("a file that nobody may run is not run, not even by root")
  func denied() throws {
    let directory = try TemporaryDirectory(named: "access")
    let path = directory.path.appending("file")
    try AtomicFile.replace(path, with: [1])
    #expect(try !AccessRight.enter.isGranted(on: path))
    #expect(try AccessRight.read.isGranted(on: path))
  }

  @Test("a process knows its user, and the system knows names")
  func identity() throws {
    let directory = try TemporaryDirectory(named: "access")
    #expect(try FileStatus(of: directory.path).userID == ProcessIdentity.userID)
    #expect(SystemNames.user(0) == "root" && SystemNames.group(0) == "root")
    #expect(SystemNames.group(4_000_000_000) == "4000000000")
    #expect(SystemNames.members(ofGroup: 4_000_000_000).isEmpty)
  }
}
