/// The natural order of versions: runs of digits compare as numbers, all else byte by byte.
///
/// So `9` comes before `10`, and `1.2` before `1.10`. The empty version comes before all others.
/// Versions that differ in leading zeros alone compare byte by byte, which makes the order total.
enum VersionOrder {
  /// Whether a version comes before another one.
  static func precedes(_ left: String, _ right: String) -> Bool {
    let a = Array(left.utf8)
    let b = Array(right.utf8)
    var i = 0
    var j = 0
    while i < a.count, j < b.count {
      if isDigit(a[i]), isDigit(b[j]) {
        let one = number(a, from: &i)
        let other = number(b, from: &j)
        // Without leading zeros, more digits make the greater number, however many there are.
        if one.count != other.count { return one.count < other.count }
        if one != other { return one.lexicographicallyPrecedes(other) }
      } else {
        if a[i] != b[j] { return a[i] < b[j] }
        i += 1
        j += 1
      }
    }
    let isEqual = i == a.count && j == b.count
    return isEqual ? a.lexicographicallyPrecedes(b) : i == a.count
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

  /// The digits at a place without leading zeros; the place moves behind them.
  private static func number(_ bytes: [UInt8], from index: inout Int) -> ArraySlice<UInt8> {
    let run = bytes[index...].prefix(while: isDigit)
    index = run.endIndex
    return run.drop { $0 == 0x30 }
  }
}
