extension WireError {
  /// The fields that a fault can lie in.
  public enum Subject: String, Sendable, Hashable, CaseIterable {
    case magic = "magic number"
    case version = "protocol version"
    case opcode = "opcode"
    case requestID = "request id"
    case flags = "flags"
    case modelHandle = "model handle"
    case itemCount = "item count"
    case frameByteCount = "limit of frame bytes"
    case imageByteCount = "limit of frame bytes, for the images"
    case answerByteCount = "limit of frame bytes, for the answer"
    case padding = "padding"
    case payloadByteCount = "payload length"
    case reserved = "reserved field"
    case lowestVersion = "lowest version"
    case highestVersion = "highest version"
    case echo = "limit of an echo's bytes"
    case echoedByte = "byte of an echo"
    case images = "limit of images a request"
    case inputs = "inputs"
    case topK = "number of ranked classes"
    case pixels = "payload length of the images"
    case reference = "limit of a reference's bytes"
    case referenceKind = "kind of reference"
    case name = "name"
    case tag = "version or label"
    case digest = "digest"
    case text = "text"
    case socket = "socket"
    case limitNumber = "number of a limit"
    case limitValue = "value of a limit"
    case classes = "number of classes"
    case label = "class of an image"
    case state = "state"
    case stage = "stage"
    case bucket = "bucket"
    case count = "count"
    case statusCode = "status of a count"
    case refusal = "limit of a refusal's bytes"
  }
}

extension WireError: CustomStringConvertible {
  /// One line: what is wrong, where, what was expected and what was found.
  public var description: String {
    "\(subject.rawValue) at offset \(offset): expected \(expected.text(text)), found \(text(found))"
  }

  /// A value of the field as `formats/wire-protocol.md` writes it.
  private func text(_ value: UInt64) -> String {
    switch subject {
    case .magic, .opcode, .flags: "0x" + String(value, radix: 16)
    default: "\(value)"
    }
  }
}

extension WireError.Expectation {
  /// The expectation in words, with numbers as `number` writes them.
  fileprivate func text(_ number: (UInt64) -> String) -> String {
    switch self {
    case .exactly(let value): number(value)
    case .atLeast(let value): "at least \(number(value))"
    case .atMost(let value): "at most \(number(value))"
    case .between(let lowest, let highest): "\(number(lowest)) to \(number(highest))"
    case .words(let words): words.rawValue
    }
  }
}

extension WireError.Expectation: CustomStringConvertible {
  /// The expectation in words.
  public var description: String { text { "\($0)" } }
}
