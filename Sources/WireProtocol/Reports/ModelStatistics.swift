internal import ByteCoding

/// The figures of one generation: a record of STATS, `formats/wire-protocol.md`, section 5.8.
public struct ModelStatistics: Sendable, Hashable {
  /// The number of the model; 0 for what earlier generations of the name and version counted, and
  /// without a name for those of all others.
  public var generation: UInt32
  /// Its name.
  public var name: String
  /// Its version; empty where the file name has none.
  public var version: String
  /// Requests answered with OK.
  public var requests: UInt64 = 0
  /// Images in them.
  public var images: UInt64 = 0
  /// Requests refused.
  public var refusals = RefusalCounts()
  /// How long they took, stage by stage; a stage that is not measured is absent.
  public var durations: [Stage: DurationHistogram] = [:]

  /// Creates figures of a model that has answered nothing.
  public init(generation: UInt32, name: String, version: String = "") {
    self.generation = generation
    self.name = name
    self.version = version
  }

  /// Adds the figures that another worker has of the same generation, or those of another one.
  public mutating func merge(_ other: ModelStatistics) {
    requests &+= other.requests
    images &+= other.images
    refusals.merge(other.refusals)
    for (stage, histogram) in other.durations {
      durations[stage, default: DurationHistogram()].merge(histogram)
    }
  }

  /// Reads the fields that this version knows.
  init(decoding reader: inout PayloadReader) throws(WireError) {
    generation = try reader.u32()
    requests = try reader.u64()
    images = try reader.u64()
    name = try reader.text()
    version = try reader.text()
    refusals = try RefusalCounts(decoding: &reader)
    let histograms = try reader.u16()
    var last: UInt8 = 0
    for _ in 0..<histograms {
      let place = reader.position
      let stage = try reader.choice(Stage.self, .stage)
      guard stage.rawValue > last else {
        throw WireError(
          .badArgument, at: place, .stage, expected: .words(.ascending),
          found: UInt64(stage.rawValue))
      }
      last = stage.rawValue
      durations[stage] = try DurationHistogram(decoding: &reader)
    }
  }

  func append(to writer: inout ByteWriter) {
    writer.append(u32: generation, .little)
    writer.append(u64: requests, .little)
    writer.append(u64: images, .little)
    writer.append(text: name)
    writer.append(text: version)
    refusals.append(to: &writer)
    writer.append(count: durations.count)
    for stage in Stage.allCases {
      guard let histogram = durations[stage] else { continue }
      writer.append(u8: stage.rawValue)
      histogram.append(to: &writer)
    }
  }
}
