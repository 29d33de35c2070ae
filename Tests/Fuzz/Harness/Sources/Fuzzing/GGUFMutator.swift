/// Mutates GGUF files: a value or a tensor, with counts, lengths, offsets and padding made right.
enum GGUFMutator {
  /// More data only cost time.
  private static let dataLimit: UInt64 = 1 << 13
  private static let tensorTypes: [UInt64] = [0, 1, 2, 8, 24, 25, 26, 27, 28, 30, 99]

  static func mutate(_ file: [UInt8], _ dice: inout Dice) -> [UInt8]? {
    guard var parts = RawGGUF(file) else { return nil }
    if dice.roll(3) == 0 {
      mutatePair(&parts.pairs, &dice)
    } else {
      mutateTensor(&parts.tensors, &dice)
    }
    return parts.file
  }

  private static func mutatePair(_ pairs: inout [RawGGUF.Pair], _ dice: inout Dice) {
    guard !pairs.isEmpty else { return }
    let index = dice.roll(pairs.count)
    switch dice.roll(6) {
    case 0: pairs.remove(at: index)
    case 1: pairs.insert(pairs[index], at: dice.roll(pairs.count + 1))
    case 2: pairs[index].key = LibFuzzer.mutate(pairs[index].key, limit: 64)
    case 3:
      pairs[index].type = UInt64(dice.roll(14))
      pairs[index].value += [UInt8](repeating: 0, count: 8)
      if pairs[index].type == 9 {
        pairs[index].value = [UInt8(dice.roll(13)), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]
      } else if pairs[index].type != 8 {
        pairs[index].value.removeSubrange(Int(RawGGUF.width(pairs[index].type))...)
      }
    case 4 where pairs[index].type == 8:
      pairs[index].value = JSONMutator.mutate(pairs[index].value, &dice)
    default:
      let count = pairs[index].value.count
      pairs[index].value = LibFuzzer.mutate(
        pairs[index].value, limit: pairs[index].type == 8 ? count + 16 : count)
    }
  }

  private static func mutateTensor(_ tensors: inout [RawGGUF.Tensor], _ dice: inout Dice) {
    guard !tensors.isEmpty else { return }
    let index = dice.roll(tensors.count)
    switch dice.roll(8) {
    case 0: tensors.remove(at: index)
    case 1: tensors.insert(tensors[index], at: dice.roll(tensors.count + 1))
    case 2: tensors[index].name = LibFuzzer.mutate(tensors[index].name, limit: 64)
    case 3: tensors[index].type = tensorTypes[dice.roll(tensorTypes.count)]
    case 4: tensors[index].sizes.reverse()
    case 5:
      tensors[index].data = LibFuzzer.mutate(
        tensors[index].data, limit: tensors[index].data.count + 8)
      return
    default:
      let sizes = tensors[index].sizes
      guard !sizes.isEmpty else { return tensors[index].sizes.append(1) }
      let place = dice.roll(sizes.count)
      tensors[index].sizes[place] =
        dice.roll(2) == 0
        ? UInt64(1 + dice.roll(16)) : ImportMutator.number(sizes[place], &dice)
    }
    if tensors.indices.contains(index), dice.roll(4) != 0 { fit(&tensors[index]) }
  }

  /// Gives a tensor as many bytes as its type and sizes say.
  private static func fit(_ tensor: inout RawGGUF.Tensor) {
    var count = RawGGUF.elementWidth(tensor.type)
    for size in tensor.sizes {
      guard size <= dataLimit, count <= dataLimit else { return }
      count *= size
    }
    guard count <= dataLimit else { return }
    let kept = tensor.data.prefix(Int(count))
    tensor.data = kept + [UInt8](repeating: 0, count: Int(count) - kept.count)
  }
}
