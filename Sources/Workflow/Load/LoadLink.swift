internal import Posix
internal import ServingClient
internal import WireProtocol

/// A connection of a load, as long as it lasts: bytes out, frames in, and no waiting.
final class LoadLink {
  // A class because it owns a socket and a place in what has come through it.

  let stream: UnixStream
  let hello: HelloAnswer
  /// The model's handle; 0 for the default model.
  let handle: UInt32

  private var input = AnswerBuffer()

  /// Connects, greets the server and asks for the model's handle.
  init(_ settings: LoadSettings) throws(ServingError) {
    var connection = try ServingConnection(to: settings.path, as: settings.client)
    handle = settings.model == nil ? 0 : try connection.resolve(settings.model).handle
    hello = connection.hello
    input.decoder.frameByteLimit = hello.limits.frameByteLimit
    stream = connection.takeStream()
  }

  /// Takes what has come, as much as there is room for.
  func receive() throws(ResourceError) -> TransferResult { try input.receive(from: stream) }

  /// The next frame of what has come; `nil` where there is no whole one.
  func next() throws(WireError) -> Frame? { try input.next() }

  /// Calls `body` with the payload of the frame that came last.
  func withPayload(of frame: Frame, _ body: (Span<UInt8>) -> Void) {
    input.withPayload(of: frame, body)
  }
}
