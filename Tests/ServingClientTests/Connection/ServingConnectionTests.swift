import NeuralNet
import ServingClient
import Testing
import WireProtocol

@Suite(.timeLimit(.minutes(1)))
struct ServingConnectionTests {
  @Test("greetings tell the socket, the limits and the build")
  func greeting() throws {
    let server = try RunningServer(try ServedDigits())
    let data = try server.connect()
    #expect(data.hello.socket == .data)
    #expect(data.hello.limits == ServerLimits())
    #expect(data.hello.build == "test 1")
    #expect(data.hello.features == .descriptors)
    let control = try server.control()
    #expect(control.hello.socket == .control)
    #expect(control.hello.bootID == data.hello.bootID)
  }

  @Test("status, index and statistics are read")
  func reports() throws {
    let server = try RunningServer(try ServedDigits())
    var connection = try server.connect()
    try connection.ping()
    let status = try connection.status()
    #expect(status.state == .ready)
    #expect(status.defaultModel == "digits")
    let records = try connection.index()
    #expect(records.map(\.name) == ["digits"])
    #expect(records.map(\.state) == [.serving])
    _ = try connection.classify(ServedDigits.pixels(3).span, images: 3)
    let statistics = try connection.statistics()
    #expect(statistics.models.map(\.images) == [3])
  }

  @Test("a reference resolves to shape and class names, and its handle classifies")
  func handles() throws {
    let files = try ServedDigits()
    let server = try RunningServer(files)
    var connection = try server.connect()
    let model = try connection.resolve(try ModelReference("digits"))
    #expect(model.inputs == ServedDigits.inputs)
    #expect(model.classNames == (0..<10).map { "digit \($0)" })
    let pixels = ServedDigits.pixels(1)
    let batch = try connection.classify(
      pixels.span, images: 1, handle: model.handle, options: [.logits])
    #expect(batch.classification.logits == files.classifier.logits(pixels.span, count: 1))
    #expect(batch.generation > 0)
  }

  @Test(
    "logits are the classifier's bit for bit, in the frame and by memory file",
    arguments: [Features.descriptors, []], [1, 7, 2_000])
  func bits(features: Features, images: Int) throws {
    let files = try ServedDigits()
    let server = try RunningServer(files)
    var connection = try server.connect(wanting: features)
    let pixels = ServedDigits.pixels(images)
    let batch = try connection.classify(
      pixels.span, images: images, options: [.logits, .probabilities], topK: 3)
    let expected = files.classifier.logits(pixels.span, count: images)
    #expect(batch.classification.logits == expected)
    #expect(batch.classification.layout.topK == 3)
    #expect(batch.classification.ranked.count == 3 * images)
    #expect(batch.classification.probabilities.count == 10 * images)
  }

  @Test("orders of the control socket are carried out")
  func orders() throws {
    let files = try ServedDigits()
    let server = try RunningServer(files)
    var control = try server.control()
    let name = try ModelReference("digits")
    try files.putGarbage("broken.mlp")
    let records = try control.reload()
    #expect(records.map(\.state).contains(.refused))
    #expect(try control.load(name).map(\.state) == [.serving])
    let digest = try #require(records.first { $0.name == "digits" }).digest
    let digits = digest.prefix(4).map { byte in
      let digit = String(byte, radix: 16)
      return digit.count < 2 ? "0" + digit : digit
    }.joined()
    let exact = try ModelReference("digits#\(digits)")
    #expect(try control.pin(exact).first?.marks.contains(.isPinned) == true)
    let labelled = try control.label(try LabelRequest(label: "stable", target: exact))
    #expect(labelled.first?.labels == ["stable"])
    #expect(try control.unload(name).map(\.state) == [.unloaded])
  }

  @Test("a refusal leaves the connection as it is")
  func refusal() throws {
    let server = try RunningServer(try ServedDigits())
    var connection = try server.connect()
    let missing = try ModelReference("missing")
    let error = failure { () throws(ServingError) in _ = try connection.resolve(missing) }
    #expect(error?.refusal?.status == .noModel)
    var control = try server.control()
    let rollback = failure { () throws(ServingError) in _ = try control.rollback(missing) }
    #expect(rollback?.refusal?.status == .noModel)
    try connection.ping()
    try control.ping()
  }

  @Test("what exceeds a limit is refused before it is sent")
  func limits() throws {
    var limits = ServerLimits()
    limits.imagesPerRequest = 4
    let server = try RunningServer(try ServedDigits(), limits: limits)
    var connection = try server.connect()
    let error = failure { () throws(ServingError) in
      _ = try connection.classify(ServedDigits.pixels(5).span, images: 5)
    }
    #expect(
      error?.description
        == "refused by the server: TOO_LARGE: limit of images a request at offset 20: "
        + "expected at most 4, found 5")
    try connection.ping()
  }

  @Test("a drained server ends the connection, and the client says so again and again")
  func drained() throws {
    let server = try RunningServer(try ServedDigits())
    var connection = try server.connect()
    try connection.ping()
    server.stop()
    for _ in 0..<2 {
      let error = failure { () throws(ServingError) in try connection.ping() }
      #expect(error?.refusal?.status == .draining)
    }
  }
}
