import ByteCoding
import ModelExchange
import NeuralNet
import Testing

@Suite("npz")
struct NPZTests {
  typealias Member = ZipFixture.Member

  private static let weights = NPYFixture.array([2, 3], [1, 2, 3, 4, 5, 6])
  private static let bias = NPYFixture.array([2], [7, 8])
  private static let good = Member(name: "w1.npy", content: weights)
  private static let rows: [Float] = [1, 2, 3, 4, 5, 6]

  /// An archive of weights [2, 3] with a change.
  private static func archive(_ change: (inout Member) -> Void) -> [UInt8] {
    var member = good
    change(&member)
    return ZipFixture(members: [member]).bytes
  }

  /// An archive of weights with another header.
  private static func header(_ text: String, _ count: Int = 24, version: UInt8 = 1) -> [UInt8] {
    archive {
      $0.content = NPYFixture.bytes(
        text, [UInt8](repeating: 0, count: count), version: version)
    }
  }

  private static func dictionary(_ type: String, _ shape: String) -> String {
    "{'descr': \(type), 'fortran_order': False, 'shape': \(shape), }"
  }

  @Test(
    "a fault has an error of its own",
    arguments: [
      (Array("PK".utf8), .zipEnd),
      (ZipFixture(members: [good], suffix: [0]).bytes, .zipTrailingBytes),
      (ZipFixture(members: [good], count: 2).bytes, .zipDirectory),
      (ZipFixture(members: [good], count: 0).bytes, .zipDirectory),
      (ZipFixture(members: [good], count: 2_000).bytes, .zipMemberCount),
      (ZipFixture(members: [good, good]).bytes, .duplicateMember),
      (archive { $0.flags = 1 }, .zipEncrypted),
      (archive { $0.method = 12 }, .zipMethod),
      (archive { $0.localName = "w2.npy" }, .zipHeader),
      (archive { $0.localByteCount = 1 }, .zipHeader),
      (archive { $0.gap = [0] }, .zipHole),
      (
        ZipFixture(members: [good, Member(name: "b1.npy", content: bias, offset: 0)]).bytes,
        .zipOverlap
      ),
      (archive { $0.name = "../w1.npy" }, .memberName),
      (archive { $0.name = "/w1.npy" }, .memberName),
      (archive { $0.name = "a\\w1.npy" }, .memberName),
      (archive { $0.name = "w1.txt" }, .memberName),
      (archive { $0.checksum = 1 }, .memberChecksum),
      (
        archive {
          $0.method = 8; $0.checksum = 1
        }, .memberChecksum
      ),
      (archive { $0.byteCount = 0x7FFF_FFFF }, .memberTooLong),
      (archive { $0.byteCount = 9 }, .memberDamaged),
      (
        archive {
          $0.method = 8; $0.byteCount = 1_000_000
        }, .memberDamaged
      ),
      (
        archive {
          $0.name = "mnistkit.npy"
          $0.content = NPYFixture.bytes(dictionary("'|u1'", "(1048577,)"), [])
        }, .memberTooLong
      ),
      (archive { $0.content = Array("no array".utf8) }, .npySignature),
      (header(dictionary("'<f4'", "(2, 3)"), version: 4), .npyVersion),
      (header("{'descr': '<f4', 'fortran_order': False}"), .npyHeader),
      (header("{'descr': '<f4', 'fortran_order': 0, 'shape': (2, 3)}"), .npyHeader),
      (header(dictionary("'<f4'", "(2, 3)") + "x"), .npyHeader),
      (header(dictionary("'<f4'", "__import__('os')")), .npyHeader),
      (header(dictionary("'<f4'", "(99999999999999999999,)")), .npyHeader),
      (header(dictionary("'<f4'", "(4194305, 4194305, 211106198978564)")), .elementCount),
      (header(dictionary("'<f4'", "(0, 3)"), 0), .emptyTensor),
      (header(dictionary("'<f4'", "(2, 4)")), .tensorByteCount),
      (header(dictionary("'|O'", "(2, 3)")), .pickledObjects),
      (header(dictionary("'<i8'", "(3,)")), .unsupportedType),
      (header(dictionary("[('a', '<f4')]", "(6,)")), .unsupportedType),
      (header(dictionary("'f4'", "(2, 3)")), .elementType),
    ] as [([UInt8], ModelExchangeError.Code)])
  func faults(bytes: [UInt8], code: ModelExchangeError.Code) {
    #expect(Samples.fault(bytes, from: .npz)?.code == code)
  }

  @Test("a bomb costs no more than its array's own shape allows")
  func bomb() {
    // A megabyte of zeros behind the header of six numbers.
    var member = Self.good
    member.method = 8
    member.content += [UInt8](repeating: 0, count: 1 << 20)
    #expect(Samples.fault(ZipFixture(members: [member]).bytes)?.code == .tensorByteCount)
  }

  @Test("a fault in the header of a deflated array lies within the file")
  func deflatedHeader() throws {
    var member = Self.good
    member.method = 8
    let text = Self.dictionary("'<f4'", "(2, 3)") + String(repeating: " ", count: 9_000) + "x"
    member.content = NPYFixture.bytes(text, [])
    let bytes = ZipFixture(members: [member]).bytes
    let error = try #require(Samples.fault(bytes))
    #expect(error.code == .npyHeader)
    #expect(error.offset == bytes.firstRange(of: [0x50, 0x4B, 1, 2])?.lowerBound)
    #expect(error.field == "byte \(10 + text.utf8.count - 1) of \"w1.npy\"")
  }

  @Test("a descriptor that contradicts the directory is refused")
  func descriptor() {
    var bytes = Self.archive { $0.flags = 8 }
    guard let place = bytes.firstRange(of: [0x50, 0x4B, 7, 8]) else { return }
    bytes[place.upperBound] ^= 1
    #expect(Samples.fault(bytes)?.code == .zipDescriptor)
  }

  @Test("members are read in every way in which writers write them", arguments: 0..<7)
  func writers(form: Int) throws {
    var archive = ZipFixture(members: [Self.good, Member(name: "b1.npy", content: Self.bias)])
    for index in archive.members.indices {
      switch form {
      case 1: archive.members[index].method = 8
      case 2: archive.members[index].isWide = true
      case 3: archive.members[index].flags = 8
      case 4:
        archive.members[index].flags = 8
        archive.members[index].hasDescriptorSignature = false
        archive.members[index].method = 8
      case 5:
        archive.members[index].flags = 8
        archive.members[index].isWide = true
      case 6: archive.hasWideEnd = true
      default: break
      }
    }
    try expectRows(archive.bytes)
  }

  @Test("headers of version 2 and 3 are read", arguments: [2, 3] as [UInt8])
  func versions(version: UInt8) throws {
    try expectRows(
      ZipFixture(members: [
        Member(name: "w1.npy", content: NPYFixture.array([2, 3], Self.rows, version: version)),
        Member(name: "b1.npy", content: Self.bias),
      ]).bytes)
  }

  @Test("an array in Fortran order is transposed, and big-endian numbers are turned")
  func orders() throws {
    var data = ByteWriter()
    data.append(f32s: [1, 4, 2, 5, 3, 6], .big)
    let header = "{'shape': (2, 3), 'fortran_order': True, 'descr': \">f4\"}"
    try expectRows(
      ZipFixture(members: [
        Member(name: "w1.npy", content: NPYFixture.bytes(header, data.bytes)),
        Member(name: "b1.npy", content: Self.bias),
      ]).bytes)
  }

  private func expectRows(_ bytes: [UInt8]) throws {
    // Three inputs are no square: the rows and columns come from a file in practice.
    let error = Samples.fault(bytes)
    #expect(error?.code == .inputShape)
    #expect(error?.found == "3")
  }
}
