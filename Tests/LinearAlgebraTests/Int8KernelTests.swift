import Glibc
import LinearAlgebra
import Testing

@Suite("Kernels of 8-bit layers")
struct Int8KernelTests {
  /// Around the groups of 4 and 16, the blocks of all kernels, and the widths of real layers.
  static let widths = [
    1, 2, 3, 4, 5, 7, 8, 9, 10, 15, 16, 17, 31, 32, 33, 47, 48, 49, 63, 64, 65, 80, 96, 112, 127,
    128, 129, 130,
  ]

  @Test(
    "sums equal the textbook loop at every number of inputs", arguments: KernelSet.available)
  func inputs(_ set: KernelSet) {
    for inputs in Array(1...200) + [255, 256, 257, 783, 784, 785, 1100] {
      check(set, batch: 2, inputs: inputs, outputs: 9)
      check(set, batch: 9, inputs: inputs, outputs: 65)
    }
    for inputs in [1, 4, 63, 64, 65, 128, 130, 784] {
      check(set, batch: 19, inputs: inputs, outputs: 33)
    }
  }

  @Test(
    "sums equal the textbook loop at every width", arguments: KernelSet.available,
    Int8KernelTests.widths)
  func outputs(_ set: KernelSet, _ outputs: Int) {
    for inputs in [3, 67, 300] {
      check(set, batch: 3, inputs: inputs, outputs: outputs)
      check(set, batch: 18, inputs: inputs, outputs: outputs)
    }
  }

  @Test("sums equal the textbook loop at every batch size", arguments: KernelSet.available)
  func batches(_ set: KernelSet) {
    for batch in 1...70 {
      check(set, batch: batch, inputs: 13, outputs: 10)
      check(set, batch: batch, inputs: 70, outputs: 66)
    }
    check(set, batch: 200, inputs: 261, outputs: 50)
  }

  @Test(
    "the largest products do not saturate in any lane", arguments: KernelSet.available,
    [127, -127] as [Int8])
  func extremes(_ set: KernelSet, _ weight: Int8) {
    for outputs in [10, 130] {
      for batch in [1, 17] {
        check(
          set,
          Int8Layer(
            batch: batch, inputs: 784, outputs: outputs, byte: 255, weight: weight, bias: 0))
      }
    }
  }

  @Test(
    "65,536 inputs with the bias at its limit fit the sums", arguments: KernelSet.available,
    [127, -127] as [Int8])
  func limits(_ set: KernelSet, _ weight: Int8) {
    for outputs in [3, 64] {
      let layer = Int8Layer(
        batch: 2, inputs: 65_536, outputs: outputs, byte: 255, weight: weight,
        bias: weight > 0 ? 1 << 24 : -1 << 24)
      #expect(layer.expected.allSatisfy { $0.magnitude == 2_139_160_576 })
      check(set, layer)
    }
  }

  @Test("empty rows, empty groups and lone bytes are summed alike", arguments: KernelSet.available)
  func zeros(_ set: KernelSet) {
    for outputs in [10, 70] {
      var layer = Int8Layer(batch: 5, inputs: 300, outputs: outputs)
      layer.bytes = [UInt8](repeating: 0, count: layer.bytes.count)
      check(set, layer)
      // One byte at a time, at each place of a group, and one in the last.
      for place in [0, 1, 2, 3, 63, 64, 255, 256, 297, 299] {
        layer.bytes[place % 4 * 300 + place] = 128
        check(set, layer)
      }
    }
  }

  @Test("nothing beyond the last byte is read", arguments: KernelSet.available)
  func edge(_ set: KernelSet) throws {
    let page = Int(getpagesize())
    let memory = try #require(
      mmap(nil, 2 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0))
    try #require(memory != MAP_FAILED)
    defer { munmap(memory, 2 * page) }
    // A read beyond the first page ends the process.
    try #require(mprotect(memory + page, page, PROT_NONE) == 0)
    for outputs in [10, 65] {
      for batch in [1, 2, 8, 16, 17] {
        for inputs in Array(1...70) + [127, 129, 200] where batch * inputs <= page {
          let layer = Int8Layer(batch: batch, inputs: inputs, outputs: outputs)
          let count = layer.bytes.count
          let bytes = (memory + page - count).bindMemory(to: UInt8.self, capacity: count)
          bytes.update(from: layer.bytes, count: count)
          let pixels = UnsafeBufferPointer(start: bytes, count: count)
          #expect(layer.sums(set, pixels: pixels.span, images: 0..<batch) == layer.expected)
        }
      }
    }
  }

  @Test(
    "images from the middle are taken, and go to the first rows", arguments: KernelSet.available)
  func middle(_ set: KernelSet) {
    let layer = Int8Layer(batch: 9, inputs: 37, outputs: 21)
    let found = layer.sums(set, pixels: layer.bytes.span, images: 3..<7)
    #expect(found == Array(layer.expected[3 * 21..<7 * 21]))
    #expect(layer.sums(set, pixels: layer.bytes.span, images: 4..<4).isEmpty)
  }

  @Test("packed weights are found again, also in memory kept elsewhere")
  func packing() {
    let layer = Int8Layer(batch: 1, inputs: 11, outputs: 18)
    let count = Int8Weights.elementCount(outputs: 18, inputs: 11)
    #expect(count == 3 * 48)
    let storage = TestStorage(count: count + 16)
    let elsewhere = Int8Weights(
      layer.weights, outputs: 18, inputs: 11, in: storage, at: 16)
    for weights in [layer.packedWeights, elsewhere, Int8Weights(sharing: elsewhere)] {
      for o in 0..<18 {
        for k in 0..<11 { #expect(weights[o, k] == layer.weights[o * 11 + k]) }
      }
    }
  }

  private func check(_ set: KernelSet, batch: Int, inputs: Int, outputs: Int) {
    check(set, Int8Layer(batch: batch, inputs: inputs, outputs: outputs))
  }

  private func check(_ set: KernelSet, _ layer: Int8Layer) {
    let expected = layer.expected
    let shape = "\(set): \(layer.batch) x \(layer.inputs) x \(layer.outputs)"
    #expect(
      layer.sums(set, pixels: layer.bytes.span, images: 0..<layer.batch) == expected, "\(shape)")
    #expect(layer.tileSums(set) == expected, "\(shape), tile")
  }
}
