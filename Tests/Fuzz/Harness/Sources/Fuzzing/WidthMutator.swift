/// Gives a layer another width, and makes the other sections follow it.
///
/// A width stands in `ARCH` twice, and in shapes, lengths, labels and the input's size again; one
/// mutation at a time never gets them all right.
enum WidthMutator {
  private static let layersOffset = 16
  private static let layerByteCount = 16
  /// Widths beyond it only cost time.
  private static let widest: UInt64 = 64

  static func mutate(_ container: inout RawContainer, _ dice: inout Dice) {
    guard let architecture = container.index(of: "ARCH") else { return }
    var bytes = container.parts[architecture].bytes
    let count = (bytes.count - layersOffset) / layerByteCount
    guard count > 0 else { return }
    let layer = layersOffset + dice.roll(count) * layerByteCount
    bytes.set(UInt64(1 + dice.roll(Int(widest))), at: layer + (dice.roll(2) == 0 ? 0 : 4), 4)
    // One in four stays a network whose layers do not chain.
    if dice.roll(4) != 0 { chain(&bytes, count) }
    container.parts[architecture].bytes = bytes
    follow(&container, widths(bytes, count))
  }

  /// The inputs and outputs of each layer.
  private static func widths(_ bytes: [UInt8], _ count: Int) -> [(inputs: Int, outputs: Int)] {
    (0..<count).map { layer in
      let offset = layersOffset + layer * layerByteCount
      let numbers = [0, 4].map { min(bytes.number(at: offset + $0, 4) ?? 1, widest) }
      return (Int(numbers[0]), Int(numbers[1]))
    }
  }

  private static func chain(_ bytes: inout [UInt8], _ count: Int) {
    for layer in 1..<max(count, 1) {
      let offset = layersOffset + layer * layerByteCount
      bytes.set(bytes.number(at: offset - layerByteCount + 4, 4) ?? 1, at: offset, 4)
    }
  }

  /// Makes tensors, labels and input fit; what was measured with other widths goes.
  private static func follow(
    _ container: inout RawContainer, _ layers: [(inputs: Int, outputs: Int)]
  ) {
    if let input = container.index(of: "NORM"), let first = layers.first {
      container.parts[input].bytes.set(1, at: 0, 4)
      container.parts[input].bytes.set(UInt64(first.inputs), at: 4, 4)
    }
    if let labels = container.index(of: "LABL"), let last = layers.last {
      container.parts[labels].bytes = encodedLabels(last.outputs)
    }
    container.parts.removeAll { [Array("sELF".utf8), Array("eVAL".utf8)].contains($0.type) }
    guard let directory = container.index(of: "TDIR"), let data = container.index(of: "DATA"),
      let architecture = container.index(of: "ARCH")
    else { return }
    let isQuantised = container.parts[architecture].bytes.number(at: 0, 4) == 2
    let tensors = encodedTensors(
      layers.enumerated().flatMap { self.tensors($1, index: $0, isQuantised: isQuantised) },
      values: container.parts[data].bytes)
    container.parts[directory].bytes = tensors.directory
    container.parts[data].bytes = tensors.data
  }

  private static func encodedLabels(_ count: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.append(UInt64(count), 4)
    bytes.append(0, 4)
    for label in 0..<count {
      let text = Array("\(label)".utf8)
      bytes.append(UInt64(text.count), 2)
      bytes += text
    }
    return bytes
  }

  /// What the directory says of a tensor.
  private struct Tensor {
    let name: String
    let shape: [Int]
    /// 1 for f32, 4 for i8, 6 for i32.
    var type: UInt8 = 1
    /// The bytes of an element that takes the place of an old one; `nil` where the old one may stay.
    var element: [UInt8]?

    var byteCount: Int { (type == 4 ? 1 : 4) * shape.reduce(1, *) }
  }

  private static func tensors(
    _ layer: (inputs: Int, outputs: Int), index: Int, isQuantised: Bool
  ) -> [Tensor] {
    let (bias, weight) = ("layers.\(index).bias", "layers.\(index).weight")
    guard isQuantised else {
      return [
        Tensor(name: bias, shape: [layer.outputs]),
        Tensor(name: weight, shape: [layer.outputs, layer.inputs]),
      ]
    }
    // Old bytes would hardly ever be a scale or within the range of a bias.
    let one: [UInt8] = [0, 0, 0x80, 0x3F]
    let tensors = [
      Tensor(name: bias, shape: [layer.outputs], type: 6, element: [1, 0, 0, 0]),
      Tensor(name: weight, shape: [layer.outputs, layer.inputs], type: 4),
      Tensor(name: "layers.\(index).scale", shape: [layer.outputs], element: one),
    ]
    guard index > 0 else { return tensors }
    return tensors + [Tensor(name: "layers.\(index).scale_input", shape: [1], element: one)]
  }

  /// Tensors of the right shapes, with the values of the old ones as far as they reach.
  private static func encodedTensors(
    _ tensors: [Tensor], values: [UInt8]
  ) -> (directory: [UInt8], data: [UInt8]) {
    let tensors = tensors.sorted { $0.name < $1.name }
    var directory: [UInt8] = []
    directory.append(UInt64(tensors.count), 4)
    directory += [UInt8](repeating: 0, count: 36)
    var data: [UInt8] = []
    for tensor in tensors {
      data += [UInt8](repeating: 0, count: (64 - data.count % 64) % 64)
      let byteCount = tensor.byteCount
      directory.append(UInt64(tensor.name.utf8.count), 2)
      directory += [tensor.type, UInt8(tensor.shape.count)]
      for index in 0..<2 {
        directory.append(UInt64(index < tensor.shape.count ? tensor.shape[index] : 0), 4)
      }
      directory.append(0, 4)
      directory.append(UInt64(data.count), 8)
      directory.append(UInt64(byteCount), 8)
      directory += tensor.name.utf8
      if let element = tensor.element {
        for _ in 0..<byteCount / element.count { data += element }
        continue
      }
      let kept = values.dropFirst(data.count).prefix(byteCount)
      data += kept + [UInt8](repeating: 0, count: byteCount - kept.count)
    }
    return (directory, data)
  }
}
