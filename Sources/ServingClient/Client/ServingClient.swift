internal import Posix
internal import Synchronization
internal import SystemPackage
public import WireProtocol

/// A client of a server for any number of tasks.
///
/// Requests are pipelined: all that the server's announced credits allow are under way at once, and
/// answers come in any order. A request that a restart, a reload or a busy server left without an
/// answer is sent again, which changes nothing but the time it takes, until
/// ``Configuration/retryLimit`` is over; each refusal is treated as section 8 of
/// `formats/wire-protocol.md` says.
///
/// ```swift
/// let client = try ServingClient(path: SocketPath.data(typed: nil))
/// let model = try await client.resolve()
/// let pixels = [UInt8](repeating: 0, count: model.inputs)
/// let batch = try await client.classify(pixels, images: 1, deadline: .seconds(10))
/// print(model.classNames[Int(batch.classification.labels[0])])
/// client.close()
/// ```
///
/// A class because it is a resource: the threads of its connections end with it.
public final class ServingClient: Sendable {
  /// Where the server listens.
  public let path: String
  /// What the owner has decided.
  public let configuration: Configuration
  private let inboxes: [RequestInbox]

  /// Creates a client; the first request connects.
  ///
  /// Where that fails, nothing having answered at the path before, the request fails at once.
  ///
  /// - Throws: ``ServingError/cannotConnect(path:fault:reason:)`` where the path cannot be one, or
  ///   the process has no descriptor or thread left.
  /// - Precondition: the configuration's numbers are in their ranges.
  public init(
    path: String, configuration: Configuration = Configuration()
  ) throws(ServingError) {
    precondition(
      configuration.connections > 0 && configuration.name.utf8.count <= 1_024,
      "\(configuration.connections) connections of a client whose name has "
        + "\(configuration.name.utf8.count) bytes")
    self.path = path
    self.configuration = configuration
    var inboxes: [RequestInbox] = []
    do {
      _ = try UnixAddress(FilePath(path))
      while inboxes.count < configuration.connections {
        inboxes.append(try Self.start(path, configuration))
      }
    } catch {
      for inbox in inboxes { inbox.close() }
      throw ServingError(error, connectingTo: path)
    }
    self.inboxes = inboxes
  }

  deinit { close() }

  /// Starts the thread of a connection.
  private static func start(
    _ path: String, _ configuration: Configuration
  ) throws(ResourceError) -> RequestInbox {
    let inbox = try RequestInbox()
    _ = try Thread(named: "mnist client") {
      ClientLoop(inbox, path: path, configuration: configuration).run()
    }
    return inbox
  }

  /// Asks for a model's shape and class names; the handle in the answer is for one connection only.
  ///
  /// - Parameter model: `nil` for the default model.
  public func resolve(_ model: ModelReference? = nil) async throws(ServingError) -> Resolution {
    let request = PendingRequest(.resolve, model: model)
    leastLoaded.submit(request)
    guard case .resolution(let resolution) = try await request.answer() else {
      preconditionFailure("RESOLVE is answered with a resolution")
    }
    return resolution
  }

  /// Classifies images of one size, in one request.
  ///
  /// Cancelling the task gives the request up.
  ///
  /// - Parameters:
  ///   - pixels: `[images, inputs]`, row by row, 0 for background to 255 for ink.
  ///   - images: how many; the server announces a limit.
  ///   - model: `nil` for the default model. The server announces how many different references one
  ///     connection may use.
  ///   - options: what the answer holds besides labels.
  ///   - topK: how many classes to rank; 0 for none.
  ///   - deadline: how long an answer is wanted, from now on; `nil` for ever.
  /// - Precondition: the pixels are a whole number of images with at least one byte each, and `topK`
  ///   fits 16 bits.
  public func classify(
    _ pixels: [UInt8], images: Int, model: ModelReference? = nil, options: ClassifyOptions = [],
    topK: Int = 0, deadline: Duration? = nil
  ) async throws(ServingError) -> ClassifiedBatch {
    let shape = ClassifyRequest(
      pixelByteCount: pixels.count, images: images, options: options, topK: topK)
    return try await batch(
      submit(shape, pixels, 0..<pixels.count, model: model, deadline: deadline))
  }

  /// Ends the connections; requests under way fail with ``ServingError/closed``.
  public func close() {
    for inbox in inboxes { inbox.close() }
  }

  // MARK: - Requests

  /// Puts a request on its way.
  func submit(
    _ shape: ClassifyRequest, _ pixels: [UInt8], _ part: Range<Int>, model: ModelReference?,
    deadline: Duration? = nil
  ) -> PendingRequest {
    let inbox = leastLoaded
    let request = PendingRequest(
      .classify(shape, pixels: pixels, part: part, file: file(pixels, part, inbox)), model: model,
      deadline: deadline, now: deadline == nil ? 0 : MonotonicClock.nanoseconds)
    inbox.submit(request)
    return request
  }

  /// Waits for the answer to a classification.
  func batch(_ request: PendingRequest) async throws(ServingError) -> ClassifiedBatch {
    guard case .batch(let batch) = try await request.answer() else {
      preconditionFailure("CLASSIFY is answered with a batch")
    }
    return batch
  }

  /// Pixels as a memory file, where that is the faster way; the task makes it, so that the thread
  /// has its time for others.
  private func file(_ pixels: [UInt8], _ part: Range<Int>, _ inbox: RequestInbox) -> PixelFile? {
    PixelFile(
      pixels.span.extracting(part),
      threshold: inbox.pixelFileThreshold.load(ordering: .relaxed))
  }

  /// What a server has announced; the defaults before the first connection.
  var limits: ServerLimits { inboxes.lazy.compactMap(\.limits).first ?? ServerLimits() }

  /// The connection with the fewest open requests.
  private var leastLoaded: RequestInbox {
    var least = inboxes[0]
    guard inboxes.count > 1 else { return least }
    var load = least.load.load(ordering: .relaxed)
    for inbox in inboxes.dropFirst() {
      let other = inbox.load.load(ordering: .relaxed)
      if other < load {
        least = inbox
        load = other
      }
    }
    return least
  }
}
