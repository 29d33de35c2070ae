import NeuralNet
import Posix
import ServingClient
import SystemPackage
import Testing
import WireProtocol

/// What a restart of the server costs a client: time, and no request.
@Suite(.timeLimit(.minutes(2)))
struct RestartTests {
  @Test(
    "no request is lost while the server is started anew three times",
    arguments: [true, false])
  func restarts(socketStaysOpen: Bool) async throws {
    let files = try ServedDigits()
    var listener: UnixListener?
    if socketStaysOpen {
      listener = try UnixListener(bindingTo: UnixAddress(files.socket))
    }
    var server: RunningServer? = try RunningServer(files, listener: listener)
    let client = try ServingClient(path: files.socket.string)
    let pixels = ServedDigits.pixels(1)
    let expected = files.classifier.logits(pixels.span, count: 1)
    _ = try await client.resolve()
    let (answered, isOver) = (Counted(), Counted())
    let model = try ModelReference("digits")
    // Each task has one request under way at any moment until the last server has answered.
    async let work: Void = withThrowingTaskGroup(of: Void.self) { group in
      for task in 0..<40 {
        group.addTask {
          while isOver.value == 0 {
            let batch = try await client.classify(
              pixels, images: 1, model: task.isMultiple(of: 2) ? model : nil, options: .logits)
            #expect(batch.classification.logits == expected)
            answered.add()
          }
        }
      }
      try await group.waitForAll()
    }
    for _ in 0..<3 {
      await answered.reaches(answered.value + 350)
      server = nil
      server = try RunningServer(files, listener: listener)
    }
    await answered.reaches(answered.value + 100)
    isOver.add()
    try await work
    #expect(answered.value >= 1_150)
    server = nil
    _ = consume server
    _ = consume listener
  }

  @Test("1,000 requests survive a server that dies again and again in the middle of an answer")
  func deaths() async throws {
    let server = try FakeServer { connection, index in
      try connection.greet()
      guard index < 8 else { return try connection.serve() }
      for _ in 0..<20 {
        guard let request = try connection.next() else { return }
        try connection.send(FakeConnection.answer(request))
      }
      guard let request = try connection.next() else { return }
      try connection.send(Array(FakeConnection.answer(request).prefix(40)))
    }
    let client = try ServingClient(path: server.path)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for index in 0..<1_000 {
        group.addTask {
          let pixel = UInt8(index % 256)
          let batch = try await client.classify([pixel], images: 1)
          #expect(batch.classification.labels == [UInt16(pixel)])
        }
      }
      try await group.waitForAll()
    }
  }

  @Test("each connection resolves a reference once, and uses its own handle")
  func handles() async throws {
    let server = try FakeServer { connection, index in
      try connection.greet()
      let handle = UInt32(7 + index)
      var lookUps = 0
      for _ in 0..<10 {
        guard let request = try connection.next() else { return }
        if request.header.opcode == .resolve {
          lookUps += 1
          #expect(String(decoding: request.payload, as: UTF8.self) == "digits:stable")
          try connection.send(FakeConnection.answer(request, handle: handle))
        } else {
          #expect(request.header.model == handle)
          try connection.send(FakeConnection.answer(request))
        }
      }
      #expect(lookUps == 1)
    }
    let client = try ServingClient(path: server.path)
    let model = try ModelReference("digits:stable")
    for pixel in UInt8(0)..<27 {
      let batch = try await client.classify([pixel], images: 1, model: model)
      #expect(batch.classification.labels == [UInt16(pixel)])
    }
  }

  @Test("requests whose server does not come back fail when their patience is over")
  func gone() async throws {
    let files = try ServedDigits()
    var server: RunningServer? = try RunningServer(files)
    var configuration = ServingClient.Configuration()
    configuration.retryLimit = .milliseconds(50)
    let client = try ServingClient(path: files.socket.string, configuration: configuration)
    _ = try await client.resolve()
    server = nil
    _ = consume server
    let error = await failure { () async throws(ServingError) in _ = try await client.resolve() }
    guard case .cannotConnect(_, .missing, _) = error else {
      Issue.record("found \(String(describing: error))")
      return
    }
  }

  @Test("a large batch in a memory file is sent again after a restart")
  func memoryFile() async throws {
    let files = try ServedDigits()
    var server: RunningServer? = try RunningServer(files)
    let client = try ServingClient(path: files.socket.string)
    let pixels = ServedDigits.pixels(4_000)
    let expected = files.classifier.logits(pixels.span, count: 4_000)
    _ = try await client.resolve()
    let batches = try await withThrowingTaskGroup(of: ClassifiedBatch.self) { group in
      for _ in 0..<8 {
        group.addTask { try await client.classify(pixels, images: 4_000, options: .logits) }
      }
      server = nil
      server = try RunningServer(files)
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(batches.count == 8)
    #expect(batches.allSatisfy { $0.classification.logits == expected })
    server = nil
    _ = consume server
  }
}
