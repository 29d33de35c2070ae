/// The signatures and lengths of a ZIP archive's records (APPNOTE.TXT, section 4.3).
enum ZipRecord {
  /// Before each member's data (4.3.7).
  static let localHeader: [UInt8] = [0x50, 0x4B, 0x03, 0x04]
  /// For each member, at the end of the archive (4.3.12).
  static let directoryEntry: [UInt8] = [0x50, 0x4B, 0x01, 0x02]
  /// The end record (4.3.16).
  static let end: [UInt8] = [0x50, 0x4B, 0x05, 0x06]
  /// The end record with fields of 64 bits (4.3.14).
  static let end64: [UInt8] = [0x50, 0x4B, 0x06, 0x06]
  /// Where the latter is (4.3.15).
  static let end64Locator: [UInt8] = [0x50, 0x4B, 0x06, 0x07]
  /// Before a data descriptor, by custom (4.3.9.3).
  static let descriptor: [UInt8] = [0x50, 0x4B, 0x07, 0x08]

  /// The lengths of the fixed parts.
  static let endByteCount = 22
  static let end64ByteCount = 56
  static let end64LocatorByteCount = 20
  static let localHeaderByteCount = 30

  /// A field of 32 bits whose value stands in the extra field of 64-bit numbers (4.5.3).
  static let isIn64Bits = UInt32.max
  /// The kind of that extra field.
  static let extraOf64Bits: UInt16 = 1

  /// The methods that are read and written (4.4.5).
  static let stored: UInt16 = 0
  static let deflated: UInt16 = 8

  /// Flags (4.4.4): encrypted in one of three ways; sizes stand behind the data; names in UTF-8.
  static let encryption: UInt16 = 0x2041
  static let hasDescriptor: UInt16 = 0x0008
  static let isUTF8: UInt16 = 0x0800
}
