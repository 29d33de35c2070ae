internal import ByteCoding

/// Moves a label to a model, or removes it: `formats/wire-protocol.md`, section 6.
public struct LabelRequest: Sendable, Hashable {
  /// The label.
  public let label: String
  /// The model that gets it; a name alone removes it from that name's models.
  public let target: ModelReference

  /// Creates the request of a client.
  ///
  /// - Throws: the refusal that the server would answer with.
  public init(label: String, target: ModelReference) throws(WireError) {
    let place = WireFormat.headerByteCount + 2
    try ModelReference.check(label, .tag, at: place)
    try target.require(.nameVersionOrDigest, at: place + label.utf8.count + 2)
    self.label = label
    self.target = target
  }

  /// Reads the payload of a LABEL.
  public init(decoding payload: [UInt8]) throws(WireError) {
    var reader = PayloadReader(payload)
    let label = try reader.text()
    let place = reader.position + 2
    let text = try reader.text()
    try reader.expectEnd()
    try ModelReference.check(label, .tag, at: WireFormat.headerByteCount + 2)
    try self.init(label: label, target: try ModelReference(text, at: place))
  }

  /// The payload.
  public var payload: [UInt8] {
    var writer = ByteWriter()
    writer.append(text: label)
    writer.append(text: "\(target)")
    return writer.bytes
  }
}
