/// Sizes of files and memory in binary units.
package enum ByteCountText {
  private static let units = ["KiB", "MiB", "GiB", "TiB", "PiB", "EiB"]

  /// A size: `812 bytes`, `9.4 KiB`, `401 KiB`; one decimal below a hundred, none above.
  package static func text(_ byteCount: Int) -> String {
    guard byteCount.magnitude >= 1024 else {
      return "\(byteCount) \(byteCount.magnitude == 1 ? "byte" : "bytes")"
    }
    var value = Double(byteCount) / 1024
    var unit = 0
    while value.magnitude.rounded() >= 1024 && unit + 1 < units.count {
      value /= 1024
      unit += 1
    }
    let decimals = (value.magnitude * 10).rounded() < 1000 ? 1 : 0
    return NumberText.fixed(value, decimals: decimals) + " " + units[unit]
  }
}
