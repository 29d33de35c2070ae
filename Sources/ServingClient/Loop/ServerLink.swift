internal import Posix
internal import SystemPackage
internal import WireProtocol

/// A connection to the server, and all that ends with it: open requests, credits, handles.
///
/// A class because it is a resource, which the loop gives up while it reads from it.
final class ServerLink {
  /// How far the connection has come.
  enum Phase {
    /// HELLO is under way, and must be answered before a moment in nanoseconds.
    case greeting(until: UInt64)
    /// Requests may be sent within the limits.
    case open(ServerLimits, features: Features)
    /// The server answers what it has received, and ends the connection for this reason.
    case leaving(Refusal)
  }

  /// What becomes of the ticket whose turn is next.
  enum Admission {
    /// It was sent, or waits for its handle.
    case taken
    /// The credits are used up.
    case full
    /// It exceeds a limit, so the server would refuse it.
    case refused(ServingError)
  }

  let stream: UnixStream
  /// What an event set calls it.
  let token: UInt64
  var phase: Phase
  var input = AnswerBuffer()
  var output = OutgoingFrames()
  /// Whether the event set reports room to send.
  var isBlocked = false
  private var flights = FlightTable()
  /// What RESOLVE has found.
  private var handles: [ModelReference: UInt32] = [:]
  /// Requests for models about which RESOLVE is under way.
  private var waitingForHandles: [ModelReference: [Ticket]] = [:]

  /// Connects, and puts the greeting where it will be sent from.
  ///
  /// - Parameters:
  ///   - timeoutMilliseconds: how long to wait while the server's backlog is full.
  ///   - greetingEnd: when the greeting must be answered, in nanoseconds.
  init(
    to path: String, as name: String, features: Features, token: UInt64, timeoutMilliseconds: Int,
    greetingEnd: UInt64
  ) throws(ResourceError) {
    stream = try UnixStream(
      connectingTo: UnixAddress(FilePath(path)), timeoutMilliseconds: timeoutMilliseconds)
    self.token = token
    phase = .greeting(until: greetingEnd)
    let payload = HelloRequest(client: name, features: features).payload
    output.append(
      FrameHeader(
        request: .hello, id: FlightTable.greatestForeignID, payloadByteCount: payload.count
      ).frame(payload))
  }

  /// How many requests are open, those that wait for a handle included.
  var openCount: Int {
    flights.count + waitingForHandles.values.reduce(0) { $0 + $1.count }
  }

  /// Whether the server owes no answer.
  var isIdle: Bool { flights.count == 0 }

  /// Closes the open request that a frame is about; `nil` where there is none.
  func takeFlight(_ header: FrameHeader) -> FlightTable.Flight? { flights.take(header) }

  /// All requests that were sent and not answered, in their order.
  var sent: [Ticket] { flights.tickets }

  /// All requests that wait for a handle.
  var waiting: [Ticket] { waitingForHandles.values.flatMap(\.self) }

  /// Notes what RESOLVE found; `nil` where it was refused.
  ///
  /// - Returns: the requests that have waited for it.
  func note(_ handle: UInt32?, for model: ModelReference) -> [Ticket] {
    if let handle { handles[model] = handle }
    return waitingForHandles.removeValue(forKey: model) ?? []
  }

  /// Puts a request where it will be sent from, as far as limits and credits allow.
  ///
  /// - Precondition: The phase is open and the output has room.
  func admit(_ ticket: Ticket, _ limits: ServerLimits, _ features: Features, now: UInt64)
    -> Admission
  {
    let request = ticket.request
    guard case .classify(let shape, let pixels, let part, let file) = request.work else {
      return lookUp(request.model, .request(ticket), limits)
    }
    do { try shape.check(limits) } catch { return .refused(error) }
    var handle: UInt32 = 0
    if let model = request.model {
      guard let known = handles[model] else { return wait(ticket, for: model, limits) }
      handle = known
    }
    guard hasCredit(shape.frameByteCount, limits) else { return .full }
    let sentFile = features.contains(.descriptors) ? file : nil
    let id = flights.add(
      .request(ticket), sentFile == nil ? .classify : .classifyDescriptor,
      frameByteCount: shape.frameByteCount)
    let header = shape.header(
      id: id, handle: handle, byDescriptor: sentFile != nil,
      deadlineMicroseconds: request.restMicroseconds(now: now))
    if let sentFile {
      output.append(shape, header, file: sentFile)
    } else {
      output.append(shape, header, pixels: pixels, part: part)
    }
    return .taken
  }

  /// Lets a request wait for its model's handle, and asks for that where nobody has.
  private func wait(
    _ ticket: Ticket, for model: ModelReference, _ limits: ServerLimits
  ) -> Admission {
    if waitingForHandles[model] == nil {
      guard case .taken = lookUp(model, .lookUp(model), limits) else { return .full }
    }
    waitingForHandles[model, default: []].append(ticket)
    return .taken
  }

  /// Sends RESOLVE.
  private func lookUp(
    _ model: ModelReference?, _ flight: FlightTable.Flight, _ limits: ServerLimits
  ) -> Admission {
    let payload = Array((model?.description ?? "").utf8)
    let byteCount = WireFormat.frameByteCount(payload: payload.count)
    guard hasCredit(byteCount, limits) else { return .full }
    let id = flights.add(flight, .resolve, frameByteCount: byteCount)
    output.append(
      FrameHeader(request: .resolve, id: id, payloadByteCount: payload.count).frame(payload))
    return .taken
  }

  /// Whether limits 3 and 4 leave room for one more request.
  private func hasCredit(_ byteCount: Int, _ limits: ServerLimits) -> Bool {
    UInt64(flights.count) < limits.requestsInFlight
      && UInt64(flights.byteCount + byteCount) <= limits.bytesInFlight
  }
}
