/// The two buffers that hidden layers write in turn, each reading the other.
struct HiddenBuffers {
  /// The elements of the first hidden layer and every second one; 0 where there is none.
  let even: Int
  /// The elements of the second hidden layer and every second one; 0 where there is none.
  let odd: Int

  /// The buffers for hidden layers of these widths.
  init(outputs: [Int]) {
    var sizes = [0, 0]
    for (index, width) in outputs.enumerated() { sizes[index % 2] = max(sizes[index % 2], width) }
    even = sizes[0]
    odd = sizes[1]
  }

  /// The elements of both.
  var elements: Int { even + odd }

  /// The buffer that hidden layer `index` writes.
  static func name(_ index: Int) -> String { index.isMultiple(of: 2) ? "even" : "odd" }

  /// Their declarations in C.
  func declarations(of type: String) -> String {
    [("even", even), ("odd", odd)].filter { $0.1 > 0 }
      .map { "  \(type) \($0.0)[\($0.1)];\n" }.joined()
  }
}
