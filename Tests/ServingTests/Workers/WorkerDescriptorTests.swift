import CLinux
import Glibc
import NeuralNet
import Posix
import Serving
import ServingSupport
import Testing
import WireProtocol

@Suite("Descriptors that clients send")
struct WorkerDescriptorTests {
  private static let images = 5
  private static let pixels = WorkerFixture.pixels(images * 144)

  private func frame(_ id: UInt64 = 1, images: Int = images) -> [UInt8] {
    let request = ClassifyRequest(imageCount: images, inputs: 144)
    return request.header(id: id, byDescriptor: true).frame(request.head)
  }

  private func send(_ client: WireClient, _ bytes: [UInt8], _ numbers: [Int32]) throws {
    #expect(
      try client.stream.send(bytes.span, withDescriptorNumbers: numbers.span)
        == .bytes(bytes.count))
  }

  /// A descriptor that is no sealed memory file of the right size.
  enum Wrong: String, CaseIterable {
    case unsealed, sealedAgainstShrinkingAlone, tooSmall, tooLarge, empty, neverWritten
    case pipe, directory, file, socket, pathOnly

    func make() throws -> Descriptor {
      let size = Self.byteCount
      switch self {
      case .unsealed: return Self.memory(size, seals: 0)
      case .sealedAgainstShrinkingAlone: return Self.memory(size, seals: 0x0002)
      case .tooSmall: return Self.memory(size - 1)
      case .tooLarge: return Self.memory(size + 1)
      case .empty: return Self.memory(0)
      case .neverWritten: return Self.memory(size)
      case .pipe:
        var ends: [Int32] = [0, 0]
        #expect(Glibc.pipe(&ends) == 0)
        close(ends[1])
        return Descriptor(adopting: ends[0])
      case .directory: return Descriptor(adopting: open("/", O_RDONLY | O_DIRECTORY))
      case .file: return Descriptor(adopting: open("/proc/self/exe", O_RDONLY))
      case .socket:
        return Descriptor(adopting: Glibc.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0))
      case .pathOnly: return Descriptor(adopting: open("/", Self.openPathOnly))
      }
    }

    /// O_PATH, which the module does not show.
    private static let openPathOnly: Int32 = 0x20_0000
    private static let byteCount = WorkerDescriptorTests.images * 144
    /// F_SEAL_SHRINK, F_SEAL_GROW and F_SEAL_WRITE.
    private static let allSeals: Int32 = 0x000E

    private static func memory(_ byteCount: Int, seals: Int32 = allSeals) -> Descriptor {
      let number = mnistkit_memory_file("wrong")
      #expect(ftruncate(number, byteCount) == 0)
      #expect(mnistkit_add_seals(number, seals) == 0)
      return Descriptor(adopting: number)
    }
  }

  @Test("only a sealed memory file of the right size is taken", arguments: Wrong.allCases)
  func wrongDescriptor(wrong: Wrong) throws {
    let fixture = try WorkerFixture()
    let client = try fixture.connect(features: .descriptors)
    let descriptor = try wrong.make()
    try send(client, frame(3), [descriptor.number])
    let answer = try #require(try client.next())
    #expect(answer.status == .badDescriptor)
    #expect(answer.header.requestID == 3)
    #expect(!answer.text.isEmpty)
    // The connection is as good as before.
    try client.sendFile(Self.pixels, images: Self.images)
    #expect(try client.next()?.status == .ok)
  }

  @Test("the size is named")
  func size() throws {
    let client = try WorkerFixture().connect(features: .descriptors)
    let file = try MemoryFile(named: "long", bytes: (Self.pixels + [1]).span)
    try send(client, frame(), [file.number])
    #expect(try client.next()?.text == "descriptor: expected 720 bytes, found 721")
  }

  @Test("every descriptor is closed with its answer, good or bad")
  func closed() throws {
    let fixture = try WorkerFixture()
    let client = try fixture.connect(features: .descriptors)
    // The end of a pipe tells when no one has the other end any more.
    for opcode in [Opcode.classifyDescriptor, .ping] {
      var ends: [Int32] = [0, 0]
      try #require(pipe(&ends) == 0)
      let reading = Descriptor(adopting: ends[0])
      let writing = ends[1]
      try send(client, opcode == .ping ? client.request(.ping) : frame(), [writing])
      close(writing)
      _ = try client.next()
      #expect(try reading.wait(for: .readable, timeoutMilliseconds: 10_000))
      var byte: UInt8 = 0
      #expect(read(reading.number, &byte, 1) == 0)
    }
  }

  @Test("a CLASSIFY_FD without a descriptor is refused, and the connection goes on")
  func missing() throws {
    let client = try WorkerFixture().connect(features: .descriptors)
    try client.send(frame())
    let answer = try #require(try client.next())
    #expect(answer.status == .badDescriptor)
    #expect(answer.text == "descriptor: expected a sealed memory file, found none")
    #expect(try client.ask(.ping).status == .ok)
  }

  @Test("without the feature it is UNSUPPORTED, and what came is dropped")
  func withoutFeature() throws {
    let fixture = try WorkerFixture()
    let client = try fixture.connect()
    let file = try MemoryFile(named: "pixels", bytes: Self.pixels.span)
    try send(client, frame(), [file.number])
    let answer = try #require(try client.next())
    #expect(answer.status == .unsupported)
    #expect(answer.text.contains("the feature descriptors"))
    #expect(try client.ask(.ping).status == .ok)
    // On the control socket the request is DENIED before the feature is looked at.
    let control = try fixture.connect(on: .control, features: .descriptors)
    try control.send(frame())
    #expect(try control.next()?.status == .denied)
  }

  @Test("more descriptors than the limit end the connection", arguments: [2, 3, 20])
  func tooMany(count: Int) throws {
    let fixture = try WorkerFixture()
    let client = try fixture.connect(features: .descriptors)
    let file = try MemoryFile(named: "pixels", bytes: Self.pixels.span)
    // As many as our own queue would take are sent with one call at most.
    let count = min(count, DescriptorQueue.greatestLimit)
    try send(client, frame(), Array(repeating: file.number, count: count))
    let goaway = try client.goaway()
    #expect(goaway.status == .badDescriptor)
    #expect(goaway.text == "descriptors a message: expected at most 1, found more")
    #expect(try fixture.refusals()[.badDescriptor] == 1)
  }

  @Test("a descriptor that no CLASSIFY_FD takes ends the connection")
  func untaken() throws {
    let fixture = try WorkerFixture()
    let file = try MemoryFile(named: "pixels", bytes: Self.pixels.span)
    let whole = frame()
    let asker = try fixture.connect()
    let classify = asker.frame(WorkerFixture.pixels(144), images: 1)
    // With another request, with the beginning of another request, with the rest of a frame, and
    // with a frame whose own descriptor has come before.
    let messages: [(before: [UInt8], with: [UInt8])] = [
      ([], asker.request(.ping)),
      ([], Array(classify[..<100])),
      (Array(classify[..<100]), Array(classify[100...])),
    ]
    for (index, message) in messages.enumerated() {
      let client = try fixture.connect(features: .descriptors)
      if !message.before.isEmpty {
        try client.send(message.before)
        fixture.proveOnce()
      }
      try send(client, message.with, [file.number])
      var last = try #require(try client.next())
      if last.header.opcode != .goaway { last = try client.goaway() }
      #expect(last.status == .badDescriptor, "\(index)")
      #expect(
        last.text == "descriptor: expected one with each CLASSIFY_FD alone, found one without",
        "\(index)")
    }
    let twice = try fixture.connect(features: .descriptors)
    try send(twice, Array(whole[..<33]), [file.number])
    fixture.proveOnce()
    try send(twice, Array(whole[33...]), [file.number])
    #expect(try twice.goaway().text.hasPrefix("descriptors a message"))
  }

  @Test("pixels of an upload do not bring a descriptor along")
  func withPixels() throws {
    let fixture = try WorkerFixture()
    let client = try fixture.connect(features: .descriptors)
    let file = try MemoryFile(named: "pixels", bytes: Self.pixels.span)
    let long = client.frame(WorkerFixture.pixels(144_000), images: 1_000)
    try client.send(Array(long[..<100_000]))
    fixture.proveOnce()
    try send(client, Array(long[100_000..<100_010]), [file.number])
    #expect(try client.goaway().status == .badDescriptor)
  }

  @Test("a frame may be cut anywhere behind the first byte of its message", arguments: [1, 31, 32])
  func cut(at place: Int) throws {
    let fixture = try WorkerFixture()
    let client = try fixture.connect(features: .descriptors)
    let file = try MemoryFile(named: "pixels", bytes: Self.pixels.span)
    let whole = frame()
    try send(client, Array(whole[..<place]), [file.number])
    fixture.proveOnce()
    try client.send(Array(whole[place...]))
    #expect(try client.next()?.status == .ok)
  }

  @Test("requests take descriptors in the order of their arrival")
  func order() throws {
    let fixture = try WorkerFixture()
    let client = try fixture.connect(features: .descriptors)
    let model = WorkerFixture.model("digits", generation: 1)
    let gate = TurnGate(fixture.worker)
    let batches = (0..<6).map { WorkerFixture.pixels(144 * 3, seed: UInt64($0)) }
    for (id, pixels) in batches.enumerated() {
      try client.sendFile(pixels, images: 3, id: UInt64(id), options: .logits)
      try client.send(client.request(.ping, id: 50 + UInt64(id)))
    }
    gate.open()
    var found: [UInt64: [Float]] = [:]
    for _ in 0..<12 {
      let answer = try #require(try client.next())
      try #require(answer.status == .ok, "\(answer.text)")
      guard answer.header.opcode == .classifyDescriptor else { continue }
      found[answer.header.requestID] =
        try Classification(decoding: answer.payload.span, itemCount: 3).logits
    }
    for (id, pixels) in batches.enumerated() {
      #expect(found[UInt64(id)] == model.loaded.classifier.logits(pixels.span, count: 3))
    }
  }

  @Test("a descriptor that comes behind the first tile of a large batch waits for its turn")
  func behindTile() throws {
    let fixture = try WorkerFixture()
    let client = try fixture.connect(features: .descriptors)
    let pixels = WorkerFixture.pixels(100 * 144)
    let gate = TurnGate(fixture.worker)
    // Both come with one call, of which a tile takes no more than the first 64 images.
    try client.send(client.frame(pixels, images: 100, id: 1))
    try client.sendFile(pixels, images: 100, id: 2)
    gate.open()
    let answers = try (0..<2).map { _ in try #require(try client.next()) }
    #expect(answers.map(\.status) == [.ok, .ok])
    #expect(Set(answers.map(\.header.requestID)) == [1, 2])
  }
}
