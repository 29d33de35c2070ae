/// The four letters that say what a section holds.
///
/// As in PNG, bit 5 of each letter (lower case) carries one property, so that a reader can treat a
/// section that it does not know.
public struct SectionType: Sendable, Hashable {
  /// The four letters as ASCII codes.
  public let letters: [UInt8]

  /// Takes four ASCII letters; `nil` where they are not letters or not four.
  public init?(letters: [UInt8]) {
    guard letters.count == 4, letters.allSatisfy(SectionType.isLetter) else { return nil }
    self.letters = letters
  }

  private init(_ name: StaticString) {
    let letters = Array(name.description.utf8)
    precondition(letters.count == 4, "a section type has four letters, found \(name)")
    self.letters = letters
  }

  /// Upper-case first letter: a reader that does not know the section must refuse the file.
  public var isCritical: Bool { letters[0] & 0x20 == 0 }
  /// Lower-case second letter: the section is not in the register of the format document.
  public var isPrivate: Bool { letters[1] & 0x20 != 0 }
  /// Lower-case third letter: reserved, and refused.
  public var isReserved: Bool { letters[2] & 0x20 != 0 }
  /// Lower-case fourth letter: a tool may copy the section into a file whose model it changed.
  public var isSafeToCopy: Bool { letters[3] & 0x20 != 0 }

  private static func isLetter(_ byte: UInt8) -> Bool {
    (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
  }
}

extension SectionType {
  /// Layers, activations and loss.
  public static let architecture = SectionType("ARCH")
  /// The training state's typed values: the mark of a checkpoint.
  public static let checkpoint = SectionType("CKPT")
  /// The tensors' bytes.
  public static let data = SectionType("DATA")
  /// The names of the classes.
  public static let labels = SectionType("LABL")
  /// The input contract: shape, pixel type, normalisation.
  public static let normalisation = SectionType("NORM")
  /// Names, shapes and places of the tensors.
  public static let tensorDirectory = SectionType("TDIR")
  /// The model card, Markdown.
  public static let card = SectionType("cARd")
  /// Metrics measured on test data.
  public static let evaluation = SectionType("eVAL")
  /// Notes of the user as typed values.
  public static let metadata = SectionType("mETa")
  /// What the model was trained from and how.
  public static let provenance = SectionType("pROV")
  /// Inputs and the outputs that they must give.
  public static let selfTest = SectionType("sELF")

  /// The types that version 1.0 registers.
  static let registered: Set<SectionType> = [
    .architecture, .checkpoint, .data, .labels, .normalisation, .tensorDirectory, .card,
    .evaluation, .metadata, .provenance, .selfTest,
  ]
}

extension SectionType: Comparable {
  /// The order of sections in a file: ascending bytes of the type, but `DATA` last.
  public static func < (left: SectionType, right: SectionType) -> Bool {
    if left == .data || right == .data { return right == .data && left != .data }
    return left.letters.lexicographicallyPrecedes(right.letters)
  }
}

extension SectionType: CustomStringConvertible {
  /// The four letters.
  public var description: String {
    String(decoding: letters, as: Unicode.ASCII.self)
  }
}
