internal import WireProtocol

/// The open requests of a connection, found by the id that their answers carry.
///
/// An id is the place in the table, and above it a number that is never used again: an answer that
/// comes twice finds nothing.
struct FlightTable {
  /// What waits for an answer.
  enum Flight {
    case request(Ticket)
    /// The connection itself asks for a handle.
    case lookUp(ModelReference)
  }

  private struct Entry {
    let id: UInt64
    let opcode: Opcode
    let frameByteCount: Int
    let flight: Flight

    func isMeant(by header: FrameHeader) -> Bool {
      header.requestID == id && (header.opcode == opcode || header.opcode == .goaway)
    }
  }

  /// A limit of requests in flight is at most 65,536: `formats/wire-protocol.md`, section 7.
  private static let placeBits: UInt64 = 16

  private var entries: [Entry?] = []
  private var freePlaces: [Int] = []
  private var lastNumber: UInt64 = 0
  /// How many requests are open.
  private(set) var count = 0
  /// The bytes of their frames, as the server counts them.
  private(set) var byteCount = 0

  /// Opens a request, and gives it an id above ``greatestForeignID``.
  mutating func add(_ flight: Flight, _ opcode: Opcode, frameByteCount: Int) -> UInt64 {
    let place = freePlaces.popLast() ?? entries.count
    if place == entries.count { entries.append(nil) }
    lastNumber += 1
    let id = lastNumber << Self.placeBits | UInt64(place)
    entries[place] = Entry(
      id: id, opcode: opcode, frameByteCount: frameByteCount, flight: flight)
    count += 1
    byteCount += frameByteCount
    return id
  }

  /// The greatest id that a table never gives, for a greeting.
  static let greatestForeignID: UInt64 = (1 << placeBits) - 1

  /// Closes the open request that an answer or GOAWAY is about; `nil` where there is none.
  mutating func take(_ header: FrameHeader) -> Flight? {
    let place = Int(header.requestID & Self.greatestForeignID)
    guard place < entries.count, entries[place]?.isMeant(by: header) == true,
      let entry = entries[place].take()
    else { return nil }
    freePlaces.append(place)
    count -= 1
    byteCount -= entry.frameByteCount
    return entry.flight
  }

  /// The tickets of all open requests, in the order in which they were sent.
  var tickets: [Ticket] {
    entries.compactMap(\.self).sorted { $0.id < $1.id }.compactMap { entry in
      if case .request(let ticket) = entry.flight { ticket } else { nil }
    }
  }
}
