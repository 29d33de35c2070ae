import NeuralNet
import Posix
import ServingClient
import SystemPackage
import Testing
import WireProtocol

@Suite(.timeLimit(.minutes(1)))
struct ServingClientTests {
  @Test("the example of the documentation works")
  func example() async throws {
    let server = try RunningServer(try ServedDigits())
    let socket = server.files.socket.string
    let client = try ServingClient(path: SocketPath.data(typed: socket))
    let model = try await client.resolve()
    let pixels = [UInt8](repeating: 0, count: model.inputs)
    let batch = try await client.classify(pixels, images: 1, deadline: .seconds(10))
    #expect(model.classNames[Int(batch.classification.labels[0])].hasPrefix("digit "))
    client.close()
  }

  @Test(
    "logits are the classifier's bit for bit, in the frame and by memory file, with and without handle",
    arguments: [true, false], [1, 7, 2_000])
  func bits(usesMemoryFiles: Bool, images: Int) async throws {
    let files = try ServedDigits()
    let server = try RunningServer(files)
    var configuration = ServingClient.Configuration()
    configuration.usesMemoryFiles = usesMemoryFiles
    let client = try ServingClient(path: files.socket.string, configuration: configuration)
    let pixels = ServedDigits.pixels(images)
    let expected = files.classifier.logits(pixels.span, count: images)
    _ = try await client.resolve()
    for model in [nil, try ModelReference("digits")] {
      let batch = try await client.classify(
        pixels, images: images, model: model, options: [.logits, .probabilities], topK: 3)
      #expect(batch.classification.logits == expected)
      #expect(batch.classification.ranked.count == 3 * images)
    }
    withExtendedLifetime(server) {}
  }

  @Test("many tasks share one client, and each gets its own answer", arguments: [1, 3])
  func manyTasks(connections: Int) async throws {
    let files = try ServedDigits()
    let server = try RunningServer(files)
    var configuration = ServingClient.Configuration()
    configuration.connections = connections
    let client = try ServingClient(path: files.socket.string, configuration: configuration)
    let pixels = ServedDigits.pixels(1_000)
    let expected = files.classifier.logits(pixels.span, count: 1_000)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for index in 0..<1_000 {
        group.addTask {
          let image = Array(
            pixels[(index * ServedDigits.inputs)..<((index + 1) * ServedDigits.inputs)])
          let batch = try await client.classify(image, images: 1, options: .logits)
          #expect(batch.classification.logits == Array(expected[(index * 10)..<((index + 1) * 10)]))
        }
      }
      try await group.waitForAll()
    }
    withExtendedLifetime(server) {}
  }

  @Test("images of any number are cut into batches within the limits, and come back in order")
  func batches() async throws {
    var limits = ServerLimits()
    limits.imagesPerRequest = 64
    let files = try ServedDigits()
    let server = try RunningServer(files, limits: limits)
    let client = try ServingClient(path: files.socket.string)
    let pixels = ServedDigits.pixels(1_000)
    let answers = try await client.classifyAll(pixels, images: 1_000, options: .logits)
    #expect(
      answers.map(\.classification.layout.imageCount) == [Int](repeating: 64, count: 15) + [40])
    #expect(
      answers.flatMap(\.classification.logits)
        == files.classifier.logits(pixels.span, count: 1_000))
    #expect(try await client.classifyAll([], images: 0).isEmpty)
    withExtendedLifetime(server) {}
  }

  @Test("a model that is not there is refused, and the client goes on")
  func noModel() async throws {
    let server = try RunningServer(try ServedDigits())
    let client = try ServingClient(path: server.files.socket.string)
    let missing = try ModelReference("missing")
    let pixels = ServedDigits.pixels(1)
    let resolving = await failure { () async throws(ServingError) in
      _ = try await client.resolve(missing)
    }
    #expect(resolving?.refusal?.status == .noModel)
    let classifying = await failure { () async throws(ServingError) in
      _ = try await client.classify(pixels, images: 1, model: missing)
    }
    #expect(classifying?.refusal?.status == .noModel)
    _ = try await client.classify(pixels, images: 1)
  }

  @Test("what exceeds a limit is refused before it is sent")
  func limits() async throws {
    var limits = ServerLimits()
    limits.imagesPerRequest = 4
    let server = try RunningServer(try ServedDigits(), limits: limits)
    let client = try ServingClient(path: server.files.socket.string)
    let error = await failure { () async throws(ServingError) in
      _ = try await client.classify(ServedDigits.pixels(5), images: 5)
    }
    #expect(error?.refusal?.status == .tooLarge)
    _ = try await client.classify(ServedDigits.pixels(4), images: 4)
  }

  @Test("a socket that is not there fails the first request at once")
  func missing() async throws {
    let files = try ServedDigits()
    let client = try ServingClient(path: files.socket.string)
    let error = await failure { () async throws(ServingError) in _ = try await client.resolve() }
    guard case .cannotConnect(_, .missing, _) = error else {
      Issue.record("found \(String(describing: error))")
      return
    }
    let closed = try ServingClient(path: files.socket.string)
    closed.close()
    let after = await failure { () async throws(ServingError) in _ = try await closed.resolve() }
    #expect(after == .closed)
  }
}
