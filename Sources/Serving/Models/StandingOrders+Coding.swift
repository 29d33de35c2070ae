import ModelFile
import WireProtocol

/// Why the file of standing orders cannot be read.
struct StandingOrdersError: Error, Hashable, Sendable, CustomStringConvertible {
  /// One line.
  let description: String
}

extension StandingOrders {
  /// Version 1 of the text: a line with the version, a line for each order in ascending order, and
  /// the SHA-256 of all that.
  ///
  /// ```
  /// mnistd standing orders 1
  /// label digits stable version 3
  /// pin digits version 3
  /// rollback other 5d20... 77ab...,f00d...
  /// unload digits 2
  /// sha256 9c1e...
  /// ```
  ///
  /// `-` stands for the version of a file without one.
  private static let title = "mnistd standing orders 1"

  /// The contents of the file; the same orders give the same bytes.
  var encoded: [UInt8] {
    var lines: [String] = []
    for (name, orders) in names {
      if let pin = orders.pin { lines.append("pin \(name) \(pin.words)") }
      if let rollback = orders.rollback {
        let known = rollback.known.map(\.description).sorted().joined(separator: ",")
        lines.append("rollback \(name) \(rollback.target) \(known)")
      }
      for (label, target) in orders.labels {
        lines.append("label \(name) \(label) \(target.words)")
      }
      for version in orders.unloaded {
        lines.append("unload \(name) \(version.isEmpty ? "-" : version)")
      }
    }
    let body = ([Self.title] + lines.sorted()).map { $0 + "\n" }.joined()
    return Array(body.utf8) + Array("sha256 \(ContentDigest(of: Array(body.utf8)))\n".utf8)
  }

  /// Reads the contents of the file.
  ///
  /// - Throws: `StandingOrdersError` for every file that ``encoded`` does not give.
  init(decoding bytes: [UInt8]) throws(StandingOrdersError) {
    let text = String(decoding: bytes, as: UTF8.self)
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    guard lines.count >= 3, lines.removeLast().isEmpty, let seal = lines.popLast() else {
      throw StandingOrdersError(description: "expected whole lines, found \(bytes.count) bytes")
    }
    guard lines[0] == Self.title else {
      throw StandingOrdersError(description: "line 1: expected \"\(Self.title)\", found another")
    }
    let bodyByteCount = bytes.count - seal.utf8.count - 1
    // Bytes that are no UTF-8 were replaced, and are then more than they were.
    guard bodyByteCount > 0, seal == "sha256 \(ContentDigest(of: Array(bytes[..<bodyByteCount])))"
    else {
      throw StandingOrdersError(description: "expected the SHA-256 of the file, found another")
    }
    for (index, line) in lines.enumerated().dropFirst() {
      guard take(line.split(separator: " ", omittingEmptySubsequences: false).map(String.init))
      else {
        throw StandingOrdersError(
          description: "line \(index + 1): expected an order, found none that is known")
      }
    }
    guard encoded == bytes else {
      throw StandingOrdersError(description: "expected ascending lines, found other ones")
    }
  }

  /// Takes over the order of a line; false where it is none.
  private mutating func take(_ words: [String]) -> Bool {
    guard words.count >= 3, ModelReference.isName(words[1]) else { return false }
    let name = words[1]
    switch (words[0], words.count) {
    case ("pin", 4):
      guard let target = ModelTarget(words: words[2...]) else { return false }
      self[name].pin = target
    case ("label", 5):
      guard ModelReference.isName(words[2]), let target = ModelTarget(words: words[3...]) else {
        return false
      }
      self[name].labels[words[2]] = target
    case ("rollback", 4):
      let known = words[3].split(separator: ",").map { ContentDigest(hexadecimal: String($0)) }
      guard let target = ContentDigest(hexadecimal: words[2]), !known.contains(nil) else {
        return false
      }
      self[name].rollback = Rollback(target: target, known: Set(known.compactMap(\.self)))
    case ("unload", 3):
      let version = words[2] == "-" ? "" : words[2]
      guard version.isEmpty || ModelReference.isName(version) else { return false }
      self[name].unloaded.insert(version)
    default: return false
    }
    return true
  }
}

extension ModelTarget {
  fileprivate var words: String {
    switch self {
    case .version(let version): "version \(version)"
    case .digest(let digest): "digest \(digest)"
    }
  }

  fileprivate init?(words: ArraySlice<String>) {
    guard let kind = words.first, let value = words.last, words.count == 2 else { return nil }
    switch kind {
    case "version" where ModelReference.isName(value): self = .version(value)
    case "digest":
      guard let digest = ContentDigest(hexadecimal: value) else { return nil }
      self = .digest(digest)
    default: return nil
    }
  }
}

extension ContentDigest {
  /// Reads 64 lower-case hexadecimal digits.
  fileprivate init?(hexadecimal text: String) {
    let digits = Array(text.utf8)
    guard digits.count == 64 else { return nil }
    let bytes = stride(from: 0, to: 64, by: 2).compactMap { index in
      UInt8(String(decoding: digits[index..<(index + 2)], as: UTF8.self), radix: 16)
    }
    self.init(bytes: bytes)
    guard description == text else { return nil }
  }
}
