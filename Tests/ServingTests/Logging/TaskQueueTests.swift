import Serving
import Synchronization
import Testing

@Suite struct TaskQueueTests {
  @Test("tasks are carried out in their order, and all of them before the end")
  func order() throws {
    let queue = try TaskQueue(named: "test", capacity: 1_000)
    let seen = Mutex<[Int]>([])
    for number in 0..<1_000 {
      #expect(queue.submit { seen.withLock { $0.append(number) } } == true)
    }
    #expect(queue.finish(withinMilliseconds: 10_000) == true)
    #expect(seen.withLock { $0 } == Array(0..<1_000))
    #expect(queue.submit {} == false)
    #expect(queue.droppedCount == 1)
    #expect(queue.finish(withinMilliseconds: 0) == true)
  }

  @Test("an end that does not come is not waited for")
  func stuck() throws {
    let queue = try TaskQueue(named: "test", capacity: 2)
    let (begun, goOn) = (Event(), Event())
    queue.submit {
      begun.signal()
      goOn.wait()
    }
    begun.wait()
    #expect(queue.submit {} == true)
    #expect(queue.submit {} == true)
    #expect(queue.submit {} == false)
    #expect(queue.finish(withinMilliseconds: 1) == false)
    goOn.signal()
    #expect(queue.finish(withinMilliseconds: 10_000) == true)
  }

  @Test("a queue that goes carries out what it was given")
  func released() throws {
    let done = Event()
    do {
      let queue = try TaskQueue(named: "test", capacity: 1)
      queue.submit { done.signal() }
    }
    #expect(done.wait())
  }
}
