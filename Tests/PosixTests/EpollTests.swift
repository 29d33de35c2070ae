import Glibc
import Posix
import SystemPackage
import Testing

@Suite struct EpollTests {
  @Test("an event carries its token and what happened")
  func tokens() throws {
    let epoll = try Epoll()
    let quiet = try EventCounter()
    let loud = try EventCounter()
    try epoll.add(quiet, token: 1, for: .readable)
    try epoll.add(loud, token: .max, for: .readable)
    var events = EpollEvents(capacity: 4)
    try epoll.wait(into: &events, timeoutMilliseconds: 0)
    #expect(events.count == 0)
    loud.signal()
    try epoll.wait(into: &events)
    #expect(events.count == 1)
    #expect(events[0].token == .max)
    #expect(events[0].readiness == .readable)
  }

  @Test("what is watched can be changed and ended")
  func changes() throws {
    let epoll = try Epoll()
    let pair = try SocketFixture.makePair()
    var events = EpollEvents(capacity: 1)
    try epoll.add(pair.near, token: 1, for: [.readable, .peerClosed])
    try epoll.wait(into: &events, timeoutMilliseconds: 0)
    #expect(events.count == 0)
    try epoll.modify(pair.near, token: 2, for: .writable)
    try epoll.wait(into: &events, timeoutMilliseconds: 0)
    #expect(events.count == 1)
    #expect(events[0].token == 2)
    #expect(events[0].readiness == .writable)
    try epoll.remove(pair.near)
    try epoll.wait(into: &events, timeoutMilliseconds: 0)
    #expect(events.count == 0)
    let error = SocketFixture.error { () throws(ResourceError) in try epoll.remove(pair.near) }
    #expect(error == .failed(.changeEventSet, path: nil, code: .noSuchFileOrDirectory))
  }

  @Test("a peer that has gone is seen")
  func peerClosed() throws {
    let epoll = try Epoll()
    let pair = try SocketFixture.makePair()
    try epoll.add(pair.near, token: 1, for: [.readable, .peerClosed])
    try pair.far.shutDown(.sending)
    var events = EpollEvents(capacity: 1)
    try epoll.wait(into: &events)
    #expect(events[0].readiness == [.readable, .peerClosed])
    try pair.near.shutDown(.sending)
    try epoll.wait(into: &events)
    #expect(events[0].readiness == [.readable, .peerClosed, .hungUp])
  }

  @Test("more events than the buffer holds come with the next wait")
  func smallBuffer() throws {
    let epoll = try Epoll()
    let first = try EventCounter()
    let second = try EventCounter()
    let third = try EventCounter()
    try epoll.add(first, token: 0, for: [.readable, .once])
    try epoll.add(second, token: 1, for: [.readable, .once])
    try epoll.add(third, token: 2, for: [.readable, .edgeTriggered])
    first.signal()
    second.signal()
    third.signal()
    var events = EpollEvents(capacity: 2)
    var tokens: [UInt64] = []
    for _ in 0..<3 {
      try epoll.wait(into: &events, timeoutMilliseconds: 0)
      for index in 0..<events.count { tokens.append(events[index].token) }
    }
    #expect(tokens.sorted() == [0, 1, 2])
  }

  @Test("a counter wakes a thread that sleeps, and is taken once")
  func counter() throws {
    let shared = Shared(try EventCounter())
    #expect(try shared.counter.take() == 0)
    let thread = try Thread(named: "signaller") {
      shared.counter.signal()
      shared.counter.signal()
    }
    #expect(try shared.counter.wait(for: .readable, timeoutMilliseconds: 10_000))
    thread.join()
    #expect(try shared.counter.take() == 2)
    #expect(try shared.counter.take() == 0)
    #expect(try !shared.counter.wait(for: .readable, timeoutMilliseconds: 0))
  }

  @Test("a timer expires once, or again and again, and can be stopped")
  func timer() throws {
    let timer = try TimerDescriptor()
    #expect(try timer.take() == 0)
    try timer.set(after: .zero)
    #expect(try timer.wait(for: .readable, timeoutMilliseconds: 10_000))
    #expect(try timer.take() == 1)
    try timer.set(after: .seconds(-5), every: .microseconds(100))
    var count: UInt64 = 0
    while count < 3 {
      #expect(try timer.wait(for: .readable, timeoutMilliseconds: 10_000))
      count += try timer.take()
    }
    try timer.stop()
    #expect(try timer.take() == 0)
    #expect(try !timer.wait(for: .readable, timeoutMilliseconds: 0))
    try timer.set(after: .seconds(Int64.max))
    #expect(try timer.take() == 0)
  }

  @Test("the clock's counts agree with its durations and never step back")
  func clock() {
    let before = MonotonicClock.now
    let nanoseconds = MonotonicClock.nanoseconds
    let microseconds = MonotonicClock.microseconds
    let after = MonotonicClock.now
    #expect(before <= .nanoseconds(Int64(nanoseconds)))
    #expect(nanoseconds / 1000 <= microseconds)
    #expect(.microseconds(Int64(microseconds)) <= after)
  }

  /// A counter that two threads know.
  private final class Shared: Sendable {
    let counter: EventCounter

    init(_ counter: consuming EventCounter) { self.counter = counter }
  }
}
