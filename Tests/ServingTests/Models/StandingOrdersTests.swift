import ModelFile
import Testing

@testable import Serving

@Suite struct StandingOrdersTests {
  static let some: StandingOrders = {
    let digests = (0..<3).map { ContentDigest(of: [UInt8($0)]) }
    var orders = StandingOrders()
    orders["digits"].pin = .version("3")
    orders["digits"].labels = ["stable": .digest(digests[0]), "canary": .version("4")]
    orders["digits"].unloaded = ["", "2"]
    orders["other"].rollback = Rollback(target: digests[1], known: Set(digests))
    orders["third"].pin = .digest(digests[2])
    return orders
  }()

  @Test("what is written is read again")
  func roundTrip() throws {
    #expect(try StandingOrders(decoding: Self.some.encoded) == Self.some)
    #expect(try StandingOrders(decoding: StandingOrders().encoded) == StandingOrders())
  }

  @Test("the file is text, a line for each order")
  func text() {
    let lines = String(decoding: Self.some.encoded, as: UTF8.self).split(separator: "\n")
    #expect(lines.count == 9)
    #expect(lines[0] == "mnistd standing orders 1")
    #expect(lines[1] == "label digits canary version 4")
    #expect(lines.contains("unload digits -"))
    #expect(lines.last?.hasPrefix("sha256 ") == true)
  }

  @Test("a file that is damaged at any byte is refused")
  func damage() {
    let bytes = Self.some.encoded
    for index in bytes.indices {
      for mask: UInt8 in [0x01, 0x20, 0x80] {
        var damaged = bytes
        damaged[index] ^= mask
        #expect(throws: StandingOrdersError.self) { try StandingOrders(decoding: damaged) }
      }
    }
  }

  @Test("a file that is cut at any byte, or has one more, is refused")
  func truncation() {
    let bytes = Self.some.encoded
    for count in bytes.indices {
      #expect(throws: StandingOrdersError.self) {
        try StandingOrders(decoding: Array(bytes[..<count]))
      }
    }
    #expect(throws: StandingOrdersError.self) { try StandingOrders(decoding: bytes + [0x0A]) }
  }

  @Test(
    "a file with a right checksum and wrong orders is refused",
    arguments: [
      "mnistd standing orders 2\n", "mnistd standing orders 1\npin a version 1 2\n",
      "mnistd standing orders 1\npin a version\n", "mnistd standing orders 1\npin -a version 1\n",
      "mnistd standing orders 1\npin a digest 12\n", "mnistd standing orders 1\nunload a\n",
      "mnistd standing orders 1\nunload b 1\nunload a 1\n", "mnistd standing orders 1\n\n",
      "mnistd standing orders 1\nunload a 1\nunload a 1\n",
      "mnistd standing orders 1\nforget a b\n",
    ])
  func wrong(body: String) {
    let bytes = Array("\(body)sha256 \(ContentDigest(of: Array(body.utf8)))\n".utf8)
    #expect(throws: StandingOrdersError.self) { try StandingOrders(decoding: bytes) }
  }

  @Test("a name without orders leaves no trace")
  func empty() {
    var orders = StandingOrders()
    orders["a"].pin = .version("1")
    orders["a"].pin = nil
    #expect(orders == StandingOrders())
  }
}
