import ModelFile
import NeuralNet
import Posix
import Synchronization
import SystemPackage
import WireProtocol
import Workflow

/// A server in this process that does with each classification what a test tells it.
final class ScriptedServer: Sendable {
  // A class because a thread must be ended once.

  /// What becomes of a classification.
  enum Reaction: Sendable {
    /// It is answered, by the model with an index.
    case answer(model: Int = 0)
    /// It is refused.
    case refuse(Status)
    /// Nobody ever hears of it.
    case swallow
    /// The connection ends before it is answered.
    case hangUp
  }

  let path: String
  /// How many classifications have come.
  var count: Int { state.withLock { $0.count } }

  private let models: [Model]
  private let script: @Sendable (Int) -> Reaction
  private let state = Mutex((count: 0, isOver: false))
  private let acceptor = Mutex<Thread?>(nil)

  /// Starts a server of models of the same shape.
  ///
  /// - Parameter script: asked for each classification, which count from 0 on all connections.
  init(
    in scratch: Scratch, models: [StoredModel],
    script: @escaping @Sendable (Int) -> Reaction = { _ in .answer() }
  ) throws {
    path = scratch.path("data.sock").string
    self.models = models.map(\.model)
    self.script = script
    let listener = try UnixListener(bindingTo: UnixAddress(FilePath(path)))
    let held = Mutex<UnixListener?>(listener)
    let thread = try Thread(named: "scripted") { [self] in
      guard let listener = held.withLock({ $0.take() }) else { return }
      accept(listener)
    }
    acceptor.withLock { $0 = thread }
  }

  /// Ends the server once its clients have gone.
  func stop() {
    state.withLock { $0.isOver = true }
    acceptor.withLock { $0 }?.join()
  }

  private var isOver: Bool { state.withLock { $0.isOver } }

  private func accept(_ listener: consuming UnixListener) {
    var threads: [Thread] = []
    do {
      while !isOver {
        guard try listener.wait(for: .readable, timeoutMilliseconds: 10),
          let stream = try listener.accept()
        else { continue }
        let held = Mutex<UnixStream?>(stream)
        threads.append(
          try Thread(named: "scripted") { [self] in
            guard let stream = held.withLock({ $0.take() }) else { return }
            // A client that has gone is the end of its connection.
            try? serve(stream)
          })
      }
    } catch {
      preconditionFailure("the scripted server cannot listen: \(error)")
    }
    for thread in threads { thread.join() }
  }

  private func serve(_ stream: consuming UnixStream) throws {
    var decoder = FrameDecoder(sender: .client, frameByteLimit: 1 << 26)
    var received: [UInt8] = []
    var room = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      while case .frame(let frame) = try decoder.next(in: received.span) {
        guard let answer = answer(frame.header, Array(received[frame.payload])) else { return }
        received.removeFirst(frame.byteCount)
        var rest = answer.span
        while !rest.isEmpty {
          switch try stream.send(rest) {
          case .bytes(let count): rest = rest.extracting(droppingFirst: count)
          case .wouldBlock: _ = try stream.wait(for: .writable, timeoutMilliseconds: nil)
          case .closed: return
          }
        }
      }
      guard try stream.wait(for: .readable, timeoutMilliseconds: 10) else {
        if isOver { return }
        continue
      }
      var span = room.mutableSpan
      guard case .bytes(let count) = try stream.receive(into: &span) else { return }
      received += room[..<count]
    }
  }

  /// The bytes to send; `nil` to hang up.
  private func answer(_ header: FrameHeader, _ payload: [UInt8]) -> [UInt8]? {
    let input = models[0].input
    switch header.opcode {
    case .hello:
      let hello = HelloAnswer(
        socket: .data, features: [], bootID: [UInt8](repeating: 7, count: 16),
        limits: ServerLimits(), build: "scripted")
      return header.answer(itemCount: hello.itemCount, payloadByteCount: hello.payload.count)
        .frame(hello.payload)
    case .resolve:
      let resolution = Resolution(
        handle: 1, rows: UInt32(input.rows), columns: UInt32(input.columns),
        digest: [UInt8](repeating: 1, count: 32), reference: "scripted",
        classNames: models[0].labels)
      return header.answer(
        generation: 1, itemCount: resolution.itemCount,
        payloadByteCount: resolution.payload.count
      ).frame(resolution.payload)
    default:
      let index = state.withLock {
        $0.count += 1
        return $0.count - 1
      }
      switch script(index) {
      case .hangUp: return nil
      case .swallow: return []
      case .refuse(let status):
        return Refusal(status, text: "as the script says").frame(answering: header)
      case .answer(let model): return classify(header, payload, with: models[model])
      }
    }
  }

  private func classify(_ header: FrameHeader, _ payload: [UInt8], with model: Model) -> [UInt8] {
    let pixels = Array(payload[ClassifyRequest.headByteCount...])
    let classifier = Classifier(network: model.network)
    let (count, classes) = (Int(header.itemCount), classifier.classes)
    let logits = classifier.logits(pixels.span, count: count)
    let layout = ClassificationLayout(
      imageCount: count, classes: classes, topK: 0, options: header.options)
    let labels = (0..<count).map {
      UInt16(Ranking.best(logits.span.extracting($0 * classes..<($0 + 1) * classes)))
    }
    var answer = [UInt8](repeating: 0, count: layout.byteCount)
    var span = answer.mutableSpan
    layout.writeHead(to: &span, at: 0)
    layout.write(labels: labels.span, from: 0, to: &span, at: 0)
    if header.options.contains(.logits) {
      layout.write(logits: logits.span, from: 0, to: &span, at: 0)
    }
    return header.answer(
      generation: 1, itemCount: header.itemCount, payloadByteCount: answer.count
    ).frame(answer)
  }
}
