import Glibc
import ModelFile
import Posix
import ServingSupport
import SystemPackage
import Testing
import WireProtocol

@testable import Serving

@Suite(.timeLimit(.minutes(1))) struct FileFaultTests {
  /// What somebody may put where a model belongs.
  enum Fault: CaseIterable {
    case symbolicLink, namedPipe, socket, device, directory, empty, sparse, text, flipped, cut,
      selfTest

    /// What the reason must say.
    var words: String {
      switch self {
      case .symbolicLink: "found a symbolic link"
      case .namedPipe: "found a named pipe"
      case .socket: "found a socket"
      case .device: "found a character device"
      case .directory: "found a directory"
      case .sparse: "expected at most \(FormatLimits.modelBytes) bytes, found \(1 << 40)"
      case .empty, .text, .flipped, .cut, .selfTest: "error "
      }
    }

    /// Puts it into the place of a file; false where this system or user cannot.
    func put(_ path: FilePath, in folders: LoaderFolders) throws -> Bool {
      let good = try TestModels.file(9)
      try RegularFile.removeIfPresent(path)
      switch self {
      case .symbolicLink:
        try AtomicFile.replace(folders.models.appending("hidden"), with: good)
        return path.withPlatformString { symlink("hidden", $0) } == 0
      case .namedPipe: return path.withPlatformString { mkfifo($0, 0o600) } == 0
      case .socket: return path.withPlatformString { mknod($0, S_IFSOCK | 0o600, 0) } == 0
      case .device: return path.withPlatformString { mknod($0, S_IFCHR | 0o600, 0x103) } == 0
      case .directory: try Directory.create(path)
      case .empty: try AtomicFile.replace(path, with: [])
      case .sparse:
        try AtomicFile.replace(path, with: [])
        return path.withPlatformString { truncate($0, 1 << 40) } == 0
      case .text: try AtomicFile.replace(path, with: Array("not a model".utf8))
      case .flipped:
        var bytes = good
        bytes[bytes.count / 2] ^= 1
        try AtomicFile.replace(path, with: bytes)
      case .cut: try AtomicFile.replace(path, with: Array(good.dropLast()))
      case .selfTest: try AtomicFile.replace(path, with: TestModels.fileWithWrongSelfTest(9))
      }
      return true
    }
  }

  let folders: LoaderFolders

  init() throws { folders = try LoaderFolders() }

  @Test("what is no model is refused beside one that serves", arguments: Fault.allCases)
  func beside(fault: Fault) async throws {
    try folders.put(TestModels.file(1), "digits@1.mlp")
    guard try fault.put(folders.models.appending("digits@2.mlp"), in: folders) else { return }
    let fixture = try LoaderFixture(folders)
    try await fixture.start()
    let entries = fixture.board.newest.entries
    #expect(entries.map(\.state) == [.serving, .refused])
    #expect(entries[1].reason.contains(fault.words), "\(entries[1].reason)")
    #expect(!entries[1].reason.contains("\n"))
    #expect(entries[1].generation == 0)
    #expect(try fixture.model("digits").version == "1")
    let refusal = #expect(throws: Refusal.self) { try fixture.model("digits@2") }
    #expect(refusal?.status == .noModel)
    #expect(fixture.log.all.count { $0.contains("a model file was refused") } == 1)
  }

  @Test(
    "a model whose file is spoilt serves on, and the next good file replaces it",
    arguments: Fault.allCases)
  func replaced(fault: Fault) async throws {
    try folders.put(TestModels.file(1), "digits.mlp")
    let fixture = try LoaderFixture(folders)
    try await fixture.start()
    let path = folders.models.appending("digits.mlp")
    guard try fault.put(path, in: folders) else { return }
    let record = try #require(try await fixture.records(.reload).first)
    #expect(record.state == .stale)
    #expect(record.generation == 1)
    #expect(record.reason.contains(fault.words), "\(record.reason)")
    #expect(try fixture.digest("digits") == ContentDigest(of: TestModels.file(1)))

    if fault == .directory { try Directory.removeTree(path) } else { try RegularFile.remove(path) }
    let next = try #require(try await fixture.put(TestModels.file(2), "digits.mlp").first)
    #expect(next.summary == "digits@ serving 2")
    #expect(next.reason.isEmpty)
  }

  @Test("an order tells the refusal of a file by its state, and counts it")
  func counted() async throws {
    let fixture = try LoaderFixture(folders)
    try await fixture.start()
    try folders.put([1, 2, 3], "digits.mlp")
    let record = try #require(
      try await fixture.records(.load(ModelReference("digits"))).first)
    #expect(record.summary == "digits@ refused 0")
    let summary = ModelSummary(fixture.board.newest, refusedLoads: 1)
    #expect(summary.refused == 1)
    #expect(summary.line.hasPrefix("no model; digits refused: error "))
  }

  @Test("a file that is gone leaves its model serving, and says so")
  func gone() async throws {
    try folders.put(TestModels.file(1), "digits.mlp")
    let fixture = try LoaderFixture(folders)
    try await fixture.start()
    try folders.remove("digits.mlp")
    let record = try #require(try await fixture.records(.reload).first)
    #expect(record.summary == "digits@ serving 1")
    #expect(record.reason == "the file is gone")
    let back = try #require(try await fixture.put(TestModels.file(1), "digits.mlp").first)
    #expect(back.summary == "digits@ serving 1")
    #expect(back.reason.isEmpty)
  }

  @Test("the same bytes in a new file change nothing")
  func same() async throws {
    try folders.put(TestModels.file(1), "digits.mlp")
    let fixture = try LoaderFixture(folders)
    try await fixture.start()
    let epoch = fixture.board.epoch
    let record = try #require(try await fixture.put(TestModels.file(1), "digits.mlp").first)
    #expect(record.generation == 1)
    #expect(fixture.board.epoch == epoch)
    #expect(fixture.loaded == ["digits 1"])
  }

  @Test("a bad name is refused, and told of once in the log; other files are passed over")
  func badName() async throws {
    try folders.put(TestModels.file(1), "a b.mlp")
    try folders.put(TestModels.file(1), ".hidden.mlp")
    try folders.put(TestModels.file(1), "digits.txt")
    let fixture = try LoaderFixture(folders)
    try await fixture.start()
    try await fixture.records(.reload)
    let entry = try #require(fixture.board.newest.entries.first)
    #expect(fixture.board.newest.entries.count == 1)
    #expect(entry.summary == "a b@ refused 0")
    #expect(entry.reason.contains("NAME.mlp or NAME@VERSION.mlp"))
    try RegularFile.removeIfPresent(folders.models.appending("a b.mlp"))
    #expect(try await fixture.records(.reload).isEmpty)
    let told = fixture.log.all.filter { $0.contains("a file is passed over") }
    #expect(told.count == 1)
    #expect(told.first?.contains("\"a b.mlp\"") == true)
  }

  @Test("of many bad names INDEX holds a few, and the log all")
  func badNames() async throws {
    for number in 10..<40 { try folders.put(TestModels.file(1), "a \(number).mlp") }
    let fixture = try LoaderFixture(folders)
    try await fixture.start()
    #expect(fixture.board.newest.entries.map(\.name) == (10..<26).map { "a \($0)" })
    #expect(fixture.log.all.count { $0.contains("a file is passed over") } == 30)
  }

  @Test("models above the limit are refused with it, until there is room")
  func limit() async throws {
    for version in 1...3 { try folders.put(TestModels.file(version), "digits@\(version).mlp") }
    let fixture = try LoaderFixture(folders) { $0.maximumModels = 2 }
    try await fixture.start()
    let first = try #require(fixture.board.newest.entries.first)
    #expect(first.summary == "digits@1 refused 0")
    #expect(first.reason.contains("at most 2 models"))
    #expect(fixture.log.all.count { $0.contains("at most 2 models") } == 1)
    try await fixture.records(.unload(ModelReference("digits@2")))
    let records = try await fixture.records(.reload)
    #expect(records.map(\.state) == [.serving, .unloaded, .serving])
  }
}
