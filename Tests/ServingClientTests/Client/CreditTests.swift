import ServingClient
import Testing
import WireProtocol

@Suite(.timeLimit(.minutes(1)))
struct CreditTests {
  /// Limits, and how many of the test's requests may be open at once under them.
  struct Case: Sendable {
    let requests: UInt64
    let bytes: UInt64
    let inputs: Int
    let open: Int
  }

  @Test(
    "no more requests and bytes are in flight than the server has announced, and no fewer",
    arguments: [
      Case(requests: 4, bytes: 67_108_864, inputs: 1, open: 4),
      Case(requests: 1, bytes: 67_108_864, inputs: 1, open: 1),
      // A frame has 32 + aligned(8 + 20,000) bytes: three of them fit, by copying and not.
      Case(requests: 256, bytes: 65_536, inputs: 20_000, open: 3),
      Case(requests: 256, bytes: 65_536, inputs: 8_000, open: 8),
    ], [nil, "digits"])
  func credits(_ each: Case, model: String?) async throws {
    let count = 50
    let server = try FakeServer { connection, _ in
      var limits = ServerLimits()
      limits.frameBytes = 65_536
      limits.requestsInFlight = each.requests
      limits.bytesInFlight = each.bytes
      try connection.greet(limits: limits)
      var open: [FakeConnection.Request] = []
      var seen = 0
      while true {
        // All of the credits come to be used, for only then is anything answered.
        while open.count < min(each.open, count - seen + open.count) {
          guard let request = try connection.next() else { return }
          guard request.header.opcode == .classify else {
            try connection.send(FakeConnection.answer(request, handle: 1))
            continue
          }
          open.append(request)
          seen += 1
        }
        #expect(try connection.nextIfPresent() == nil)
        guard !open.isEmpty else { return try connection.awaitEnd() }
        try connection.send(FakeConnection.answer(open.removeLast()))
      }
    }
    let client = try ServingClient(path: server.path)
    let reference = try model.map { try ModelReference($0) }
    try await withThrowingTaskGroup(of: Void.self) { group in
      for index in 0..<count {
        group.addTask {
          let pixels = [UInt8](repeating: UInt8(index), count: each.inputs)
          let batch = try await client.classify(pixels, images: 1, model: reference)
          #expect(batch.classification.labels == [UInt16(index)])
        }
      }
      try await group.waitForAll()
    }
  }
}
