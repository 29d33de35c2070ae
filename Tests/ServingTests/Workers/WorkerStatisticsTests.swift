import Posix
import Serving
import ServingSupport
import Synchronization
import Testing
import WireProtocol

@Suite("The worker's figures")
struct WorkerStatisticsTests {
  private static let pixels = WorkerFixture.pixels(144 * 200)

  @Test("each answered request counts once in each stage, each image once")
  func stages() throws {
    let fixture = try WorkerFixture()
    let client = try fixture.connect(features: .descriptors)
    for images in [1, 2, 64, 65, 200] {
      _ = try client.classify(Array(Self.pixels[..<(images * 144)]), images: images)
    }
    try client.sendFile(Array(Self.pixels[..<(70 * 144)]), images: 70)
    #expect(try client.next()?.status == .ok)
    let statistics = try fixture.statistics()
    let model = try #require(statistics.models.first)
    #expect(statistics.models.count == 1)
    #expect(model.generation == 1)
    #expect(model.name == "digits" && model.version == "")
    #expect(model.requests == 6)
    #expect(model.images == 1 + 2 + 64 + 65 + 200 + 70)
    #expect(model.refusals.statuses == [])
    #expect(Set(model.durations.keys) == Set(Stage.allCases))
    for stage in Stage.allCases {
      #expect(model.durations[stage]?.total == 6, "\(stage)")
    }
    // Computing takes time, whatever the clock's grain.
    #expect(model.durations[.compute]?.longest ?? 0 > 0)
  }

  @Test("reading is from a frame's first byte to its last")
  func reading() throws {
    let fixture = try WorkerFixture()
    let client = try fixture.connect()
    let frame = client.frame(Array(Self.pixels[..<144]), images: 1)
    try client.send(Array(frame[..<10]))
    fixture.proveOnce()
    let start = MonotonicClock.nanoseconds
    fixture.proveOnce()
    let waited = MonotonicClock.nanoseconds - start
    try client.send(Array(frame[10...]))
    #expect(try client.next()?.status == .ok)
    let read = try #require(try fixture.statistics().models.first?.durations[.read])
    #expect(read.longest >= waited)
  }

  @Test("a frame behind a long one is not counted from the long one's first byte")
  func readingAfterLong() throws {
    let fixture = try WorkerFixture()
    let client = try fixture.connect()
    let images = 1_000
    let long = client.frame(WorkerFixture.pixels(images * 144), images: images)
    try client.send(Array(long[..<70_000]))
    fixture.proveOnce()
    try client.send(Array(long[70_000...]))
    #expect(try client.next()?.status == .ok)
    let before = try #require(try fixture.statistics().models.first?.durations[.read])
    try client.send(client.frame(Array(Self.pixels[..<144]), images: 1))
    #expect(try client.next()?.status == .ok)
    let after = try #require(try fixture.statistics().models.first?.durations[.read])
    // A whole frame in one piece is read in no time.
    #expect(after.sum == before.sum)
    #expect(after.total == before.total + 1)
  }

  @Test("refusals count by status, with the model they concern or without one")
  func refusals() throws {
    let fixture = try WorkerFixture()
    let client = try fixture.connect()
    try client.send(client.frame([0, 0], images: 1))
    #expect(try client.next()?.status == .badShape)
    try client.send(client.frame([0], images: 1, handle: 9))
    #expect(try client.next()?.status == .noModel)
    #expect(try client.ask(.reload).status == .denied)
    #expect(try client.ask(.reload).status == .denied)
    let statistics = try fixture.statistics()
    #expect(statistics.refusals.statuses == [.noModel, .denied])
    #expect(statistics.refusals[.denied] == 2)
    let model = try #require(statistics.models.first)
    #expect(model.refusals.statuses == [.badShape])
    #expect(model.requests == 0)
    #expect(model.durations[.compute]?.total == 0)
  }

  @Test("each generation has figures of its own, and those of retired ones are added up")
  func generations() throws {
    let fixture = try WorkerFixture()
    let client = try fixture.connect()
    for generation in UInt32(1)...8 {
      if generation > 1 {
        try fixture.publish(
          [WorkerFixture.model("digits", generation: generation)], epoch: UInt64(generation))
      }
      _ = try client.classify(Array(Self.pixels[..<144]), images: 1)
    }
    let models = try fixture.statistics().models
    // The one that serves, the four before it, and all earlier ones.
    #expect(models.map(\.generation) == [0, 4, 5, 6, 7, 8])
    #expect(models.map(\.requests) == [3, 1, 1, 1, 1, 1])
    #expect(models.map(\.images) == [3, 1, 1, 1, 1, 1])
    #expect(models.allSatisfy { $0.name == "digits" })
    for stage in Stage.allCases { #expect(models[0].durations[stage]?.total == 3, "\(stage)") }
  }

  @Test("earlier figures are kept by name, up to a number, and none is lost")
  func manyNames() throws {
    let fixture = try WorkerFixture()
    let client = try fixture.connect()
    let count = 50
    for number in 1...count {
      // The fixture begins with generation 1.
      try fixture.publish(
        [WorkerFixture.model("m\(number)", generation: UInt32(number + 1))],
        epoch: UInt64(number + 1))
      _ = try client.classify(Array(Self.pixels[..<144]), images: 1)
      try client.send(client.frame([0], images: 1))
      #expect(try client.next()?.status == .badShape)
    }
    let models = try fixture.statistics().models
    // Without a name first, then 32 names, then five generations.
    #expect(models.prefix(33).allSatisfy { $0.generation == 0 })
    #expect(models.dropFirst(33).map(\.generation) == [47, 48, 49, 50, 51])
    #expect(models[0].name.isEmpty && models[0].requests == UInt64(count - 37))
    #expect(models[1...32].map(\.name) == models[1...32].map(\.name).sorted())
    #expect(models.map(\.requests).reduce(0, +) == UInt64(count))
    #expect(models.map { $0.refusals[.badShape] }.reduce(0, +) == UInt64(count))
  }

  @Test("a large batch is counted although its generation has retired meanwhile")
  func retiredMeanwhile() throws {
    let fixture = try WorkerFixture()
    let client = try fixture.connect()
    let images = 1_000
    let frame = client.frame(WorkerFixture.pixels(images * 144), images: images)
    try client.send(Array(frame[..<70_000]))
    fixture.proveOnce()
    for generation in UInt32(2)...9 {
      let model = WorkerFixture.model("digits", generation: generation)
      try fixture.publish([model], epoch: UInt64(generation))
      _ = try fixture.connect().classify(Array(Self.pixels[..<144]), images: 1)
    }
    try client.send(Array(frame[70_000...]))
    #expect(try client.next()?.header.model == 1)
    #expect(try fixture.statistics().models.map(\.requests).reduce(0, +) == 9)
    #expect(try fixture.statistics().models.map(\.images).reduce(0, +) == 1_008)
  }

  @Test("the figures of all workers are added up")
  func workers() throws {
    let fixture = try WorkerFixture()
    let second = try Worker(index: 0, context: fixture.context)
    try second.start()
    defer {
      second.stop()
      second.join()
    }
    fixture.context.workers.withLock { $0.append(second) }
    for worker in [fixture.worker, second] {
      let client = try fixture.connect(to: worker)
      _ = try client.classify(Array(Self.pixels[..<288]), images: 2)
      #expect(try client.ask(.drain).status == .denied)
    }
    fixture.context.acceptedConnections.wrappingAdd(5, ordering: .relaxed)
    fixture.context.refusedConnections.wrappingAdd(4, ordering: .relaxed)
    let statistics = try fixture.statistics()
    #expect(statistics.workers == 2)
    #expect(statistics.connectionsAccepted == 5)
    #expect(statistics.connectionsRefused == 4)
    #expect(statistics.refusals[.denied] == 2)
    #expect(statistics.models.map(\.requests) == [2])
    #expect(statistics.models.map(\.images) == [4])
    #expect(statistics.models.first?.durations[.write]?.total == 2)
  }

  @Test("a worker that has ended keeps no one waiting for figures or proofs")
  func endedWorker() throws {
    let fixture = try WorkerFixture()
    let second = try Worker(index: 0, context: fixture.context)
    try second.start()
    second.stop()
    second.join()
    fixture.context.workers.withLock { $0.append(second) }
    #expect(try fixture.connect().ask(.stats).status == .ok)
    let proof = Event()
    second.prove { proof.signal() }
    #expect(proof.wait())
    // Nor is a connection kept that comes too late.
    let late = try fixture.connect(to: second, greeting: false)
    #expect(try late.next() == nil)
    #expect(fixture.closing.wait())
  }
}
