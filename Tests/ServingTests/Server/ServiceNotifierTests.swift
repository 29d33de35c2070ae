import ModelFile
import Posix
import ServingSupport
import SystemPackage
import Testing

@testable import Serving

@Suite struct ServiceNotifierTests {
  private func manager(_ receiver: DatagramReceiver?, watchdog: String? = nil) throws
    -> ServiceManager
  {
    try ServiceManager(processID: 1) { variable in
      switch variable {
      case "NOTIFY_SOCKET": receiver?.path.string
      case "WATCHDOG_USEC": watchdog
      default: nil
      }
    }
  }

  @Test("messages keep their order, and several notifications go in one")
  func order() throws {
    let receiver = try DatagramReceiver()
    let notifier = try ServiceNotifier(try manager(receiver), logger: RecordedLog().logger)
    #expect(notifier.isPresent)
    for number in 0..<20 { notifier.tell([.status("\(number)")]) }
    notifier.tell([.ready, .status("done")])
    for number in 0..<20 { #expect(try receiver.text() == "STATUS=\(number)\n") }
    #expect(try receiver.text() == "READY=1\nSTATUS=done\n")
    notifier.finish()
  }

  @Test("RELOADING carries the moment of the monotonic clock")
  func reloading() throws {
    let receiver = try DatagramReceiver()
    let notifier = try ServiceNotifier(try manager(receiver), logger: RecordedLog().logger)
    let before = MonotonicClock.microseconds
    notifier.tell([.reloading])
    let text = try receiver.text()
    let found = try #require(text.wholeMatch(of: /RELOADING=1\nMONOTONIC_USEC=([0-9]+)\n/))
    let moment = try #require(UInt64(found.1))
    #expect((before...MonotonicClock.microseconds).contains(moment))
  }

  @Test("stored models come after those that give way to them, each by its name")
  func storing() throws {
    let receiver = try DatagramReceiver()
    let notifier = try ServiceNotifier(try manager(receiver), logger: RecordedLog().logger)
    let digest = ContentDigest(of: [7])
    let names = try ["digits@1", "digits@2#\(digest) 3", "other#\(digest) 4"].map {
      try #require(StoredName("model \($0)"))
    }
    let sealed = try SealedModel(copying: [7])
    notifier.store(
      ModelStore.Change(removed: [names[0], names[1]], added: [(names[2], sealed)]))
    notifier.store(ModelStore.Change())
    notifier.tell([.ready])
    #expect(try receiver.text() == "FDSTOREREMOVE=1\nFDNAME=model digits@1\n")
    #expect(try receiver.text() == "FDSTOREREMOVE=1\nFDNAME=model digits@2#\(digest) 3\n")
    #expect(try receiver.text() == "FDSTORE=1\nFDNAME=model other#\(digest) 4\n")
    #expect(try receiver.text() == "READY=1\n")
  }

  @Test("without a manager nothing is told, and nothing is waited for")
  func nobody() throws {
    let log = RecordedLog()
    let notifier = try ServiceNotifier(
      try manager(nil, watchdog: "5000000"), logger: log.logger)
    #expect(!notifier.isPresent)
    #expect(notifier.watchdogInterval == nil)
    notifier.tell([.ready])
    notifier.finish()
    #expect(log.all.isEmpty)
  }

  @Test("the manager's watchdog is known")
  func watchdog() throws {
    let receiver = try DatagramReceiver()
    let notifier = try ServiceNotifier(
      try manager(receiver, watchdog: "5000000"), logger: RecordedLog().logger)
    #expect(notifier.watchdogInterval == .seconds(5))
  }

  @Test("a manager that is gone is a warning")
  func gone() throws {
    let log = RecordedLog()
    let notifier: ServiceNotifier
    do {
      let receiver = try DatagramReceiver()
      notifier = try ServiceNotifier(try manager(receiver), logger: log.logger)
    }
    notifier.tell([.ready])
    notifier.finish()
    #expect(log.all.count == 1)
    #expect(log.all.first?.hasPrefix("warning the service manager was not told: ") == true)
  }
}
