/// Mutates model files and checkpoints: raw bytes, bytes behind right digests, or whole sections.
public enum ContainerMutator {
  /// The types of version 1.1, and two that it does not know: one to copy, one to drop.
  private static let types = [
    "ARCH", "CKPT", "DATA", "LABL", "NORM", "TDIR", "cARd", "eVAL", "mETa", "pROV", "sELF", "zZZz",
    "zZZZ",
  ].map { Array($0.utf8) }

  /// A mutated file of at most `limit` bytes.
  ///
  /// One in eight keeps its old digests, which the reader then must find wrong.
  public static func mutate(_ file: [UInt8], limit: Int, seed: UInt32) -> [UInt8] {
    var dice = Dice(seed: seed)
    switch dice.roll(8) {
    case 0: return LibFuzzer.mutate(file, limit: limit)
    case 1: return ContainerDigests.sealed(LibFuzzer.mutate(file, limit: limit))
    case 2: return ContainerDigests.sealed(FieldMutator.mutate(file, limit: limit, &dice))
    default: break
    }
    guard var container = RawContainer(file) else {
      return ContainerDigests.sealed(LibFuzzer.mutate(file, limit: limit))
    }
    for _ in 0...dice.roll(2) {
      mutateSections(of: &container, room: limit - min(file.count, limit), &dice)
    }
    return fitting(container.file(), or: file, limit: limit)
  }

  /// The first file with a section of the second: in place of its own, or beside its others.
  public static func cross(
    _ file: [UInt8], with other: [UInt8], limit: Int, seed: UInt32
  ) -> [UInt8] {
    var dice = Dice(seed: seed)
    guard var container = RawContainer(file), let parts = RawContainer(other)?.parts,
      let part = dice.pick(parts)
    else { return Array(file.prefix(limit)) }
    if let index = container.parts.firstIndex(where: { $0.type == part.type }) {
      container.parts[index] = part
    } else {
      container.parts.append(part)
      container.sort()
    }
    return fitting(container.file(), or: file, limit: limit)
  }

  private static func mutateSections(
    of container: inout RawContainer, room: Int, _ dice: inout Dice
  ) {
    guard !container.parts.isEmpty else { return }
    let index = dice.roll(container.parts.count)
    switch dice.roll(16) {
    case 0: container.header = LibFuzzer.mutate(container.header, limit: 64).padded(to: 64)
    case 1: container.parts[index].row.replaceSubrange(..<4, with: dice.pick(types) ?? [])
    case 2: container.parts[index].row = mutatedRow(container.parts[index].row)
    case 3: container.parts.remove(at: index)
    case 4:
      container.parts.append(container.parts[index])
      container.parts[container.parts.count - 1].row.replaceSubrange(
        ..<4, with: dice.pick(types) ?? [])
    case 5: container.parts.swapAt(index, dice.roll(container.parts.count))
    case 6: WidthMutator.mutate(&container, &dice)
    default:
      let bytes = container.parts[index].bytes
      // As long as it was, or a little longer; mostly the former, which keeps what follows in it.
      let limit = bytes.count + (dice.roll(3) == 0 ? room : 0)
      container.parts[index].bytes = LibFuzzer.mutate(bytes, limit: limit)
    }
    if dice.roll(8) != 0 { container.sort() }
  }

  /// A row with another type, flags or reserved field.
  private static func mutatedRow(_ row: [UInt8]) -> [UInt8] {
    LibFuzzer.mutate(row, limit: row.count).padded(to: row.count)
  }

  private static func fitting(_ file: [UInt8], or old: [UInt8], limit: Int) -> [UInt8] {
    file.count <= limit
      ? file : ContainerDigests.sealed(LibFuzzer.mutate(old, limit: limit))
  }
}

extension [UInt8] {
  fileprivate func padded(to count: Int) -> [UInt8] {
    self + [UInt8](repeating: 0, count: Swift.max(0, count - self.count))
  }
}
