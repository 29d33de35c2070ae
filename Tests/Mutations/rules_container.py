"""Sections 10.1 and 10.3: header, section table, trailer, padding and digests."""

from model_editor import aligned
from model_seal import seal_digest, seal_header, seal_table
from rule_set import nonzero, other, rule

HEAD_LIMIT = 1_048_576


# -- Step 3: the header --


@rule("10.1.3", 200, kind="any", sealed=False)
def header_cut(edit, pick):
    del edit.file[pick.randint(8, 63) :]
    return edit.size


def header_field(clause, number, at, form, allowed):
    bits = {"H": 16, "I": 32, "Q": 64}[form]

    def damage(edit, pick):
        return edit.put(at, form, other(pick, allowed, bits))

    damage.__name__ = f"header_at_{at}"
    rule(clause, number, kind="any")(damage)


header_field("10.1.3", 201, 16, "I", (0x01020304,))
header_field("10.1.3", 202, 8, "H", (1,))
header_field("10.1.3", 209, 20, "I", (64,))
header_field("10.1.3", 210, 32, "I", range(1, 65))
header_field("10.1.3", 211, 40, "Q", (64,))


@rule("10.1.3", 204, kind="any")
def reader_minimum_above_minor(edit, pick):
    minor = pick.choice((0, 1, pick.randrange(65_535)))
    edit.put(10, "H", minor)
    return edit.put(12, "H", pick.randint(minor + 1, 65_535))


@rule("10.1.3", 203, kind="any")
def reader_minimum_too_new(edit, pick):
    minimum = pick.choice((2, pick.randint(2, 65_535)))
    edit.put(10, "H", pick.randint(minimum, 65_535))
    return edit.put(12, "H", minimum)


@rule("10.1.3", 205, kind="any", sealed=False)
def cut(edit, pick):
    del edit.file[pick.randint(64, edit.size - 1) :]
    return edit.size


@rule("10.1.3", 205, kind="any")
def declared_too_long(edit, pick):
    edit.put(
        24,
        "Q",
        pick.choice((edit.size + 1, 2**63, 2**64 - 1, pick.randrange(edit.size, 2**64) + 1)),
    )
    return edit.size


@rule("10.1.3", 206, kind="any", sealed=False)
def bytes_after_the_end(edit, pick):
    size = edit.size
    edit.file += pick.choice(
        (b"\0", bytes(64), bytes(edit.file), b"PK\x03\x04", pick.randbytes(99))
    )
    return size


@rule("10.1.3", 206, kind="any")
def declared_too_short(edit, pick):
    declared = pick.choice((0, edit.size - 1, pick.randrange(edit.size)))
    edit.put(24, "Q", declared)
    return declared


@rule("10.1.3", 207, kind="any", sealed=False)
def header_checksum(edit, pick):
    # The fields that are checked before the checksum stand at 0 to 13 and at 16 to 31.
    at = pick.choice((14, 15, *range(20, 24), *range(32, 64)))
    edit.file[at] ^= 1 << pick.randrange(8)
    return 60


@rule("10.1.3", 208, kind="any")
def header_reserved_14(edit, pick):
    return nonzero(edit, pick, 14, 16)


@rule("10.1.3", 208, kind="any")
def header_reserved_48(edit, pick):
    return nonzero(edit, pick, 48, 60)


@rule("10.1.3", 212, kind="any")
def table_past_end(edit, pick):
    most = (edit.trailer - 64) // 32
    return edit.put(32, "I", pick.randint(most + 1, 64)) if most < 64 else None


# -- Step 4: the table as a whole --


@rule("10.1.4", 213, kind="any", sealed=False)
def table_checksum(edit, pick):
    at = pick.choice((pick.randrange(36, 40), pick.randrange(64, 64 + 32 * len(edit.parts))))
    edit.file[at] ^= 1 << pick.randrange(8)
    seal_header(edit.file)
    return 36


# -- Step 5: the entries --


def entry(edit, pick, first=0):
    """An entry, where it stands, and the place where its section must stand."""
    index = pick.randrange(first, len(edit.parts))
    at = 64 + 32 * index
    return index, at, edit.get(at + 8, "Q")


@rule("10.1.5", 214, kind="any")
def type_not_letters(edit, pick):
    at = entry(edit, pick)[1]
    edit.file[at + pick.randrange(4)] = pick.choice(b"\0 09@[`{\x7f\x80\xc1\xe1\xff")
    return at


@rule("10.1.5", 215, kind="any")
def type_reserved(edit, pick):
    at = entry(edit, pick)[1]
    edit.file[at + 2] |= 0x20
    return at


@rule("10.1.5", 216, kind="any")
def duplicate(edit, pick):
    at = entry(edit, pick, 1)[1]
    edit.file[at : at + 4] = edit.file[at - 32 : at - 28]
    return at


@rule("10.1.5", 217, kind="any")
def order(edit, pick):
    index = entry(edit, pick, 1)[0]
    edit.parts[index - 1], edit.parts[index] = edit.parts[index], edit.parts[index - 1]
    edit.layout()
    return 64 + 32 * index


@rule("10.1.5", 217, kind="any")
def after_data(edit, pick):
    edit.parts.append((pick.choice(("zZZz", "aAAa", "ARCH", "ZZZZ")), b"late"))
    edit.layout()
    return 64 + 32 * (len(edit.parts) - 1)


@rule("10.1.5", 208, kind="any")
def entry_flags(edit, pick):
    at = entry(edit, pick)[1]
    return nonzero(edit, pick, at + 4, at + 8)


@rule("10.1.5", 208, kind="any")
def entry_reserved(edit, pick):
    at = entry(edit, pick)[1]
    return nonzero(edit, pick, at + 28, at + 32)


@rule("10.1.5", 218, kind="any")
def section_unaligned(edit, pick):
    _, at, place = entry(edit, pick)
    start = pick.choice((place + pick.randint(1, 63), place - 1, pick.getrandbits(64) | 1))
    return edit.put(at + 8, "Q", start)


@rule("10.1.5", 219, kind="any")
def section_starts_past_end(edit, pick):
    start = pick.choice((edit.trailer + 64, 2**63, 2**64 - 64, pick.randrange(2**40, 2**58) * 64))
    return edit.put(entry(edit, pick)[1] + 8, "Q", start)


@rule("10.1.5", 219, kind="any")
def section_ends_past_end(edit, pick):
    _, at, place = entry(edit, pick)
    left = edit.trailer - place
    length = pick.choice(
        (left + 1, 2**63, 2**64 - 1, 2**64 - place, pick.randrange(left, 2**64) + 1)
    )
    return edit.put(at + 16, "Q", min(length, 2**64 - 1))


@rule("10.1.5", 220, kind="any")
def overlap(edit, pick):
    _, at, place = entry(edit, pick)
    return edit.put(at + 8, "Q", pick.choice((0, 64, place - 64, 64 * pick.randrange(place // 64))))


@rule("10.1.5", 221, kind="any")
def hole(edit, pick):
    _, at, place = entry(edit, pick)
    return edit.put(at + 8, "Q", 64 * pick.randint(place // 64 + 1, edit.trailer // 64))


@rule("10.1.5", 222, kind="any")
def section_empty(edit, pick):
    return edit.put(entry(edit, pick)[1] + 16, "Q", 0)


@rule("10.1.5", 223, kind="any", count=4)
def head_too_large(edit, pick):
    before = {"cARd": "zAFe", "zAFe": "cARd"}
    name = pick.choice([name for name in before if name not in edit.names] or ["yAFe"])
    edit.insert(name, b"x")
    heads = [len(content) for part, content in edit.parts if part not in ("DATA", "sELF", name)]
    used = aligned(64 + 32 * len(edit.parts)) + sum(map(aligned, heads))
    too_much = HEAD_LIMIT - used + pick.choice((1, 64, 65, pick.randint(1, 2**20)))
    edit.replace(name, b"x" * too_much)
    # The total passes the limit at the new section, or at one that stands behind it.
    total = aligned(64 + 32 * len(edit.parts))
    for index, (part, content) in enumerate(edit.parts):
        total += aligned(len(content)) if part not in ("DATA", "sELF") else 0
        if total > HEAD_LIMIT:
            return 64 + 32 * index + 16


# -- Steps 6 to 8: trailer and padding --


def set_length(edit):
    edit.put(24, "Q", edit.size)
    edit.put(edit.trailer + 32, "Q", edit.size)


@rule("10.1.6", 221, kind="any")
def hole_before_trailer(edit, pick):
    end = edit.end("DATA")
    edit.file[edit.trailer : edit.trailer] = bytes(pick.choice((64, 128, 1, 63, 65)))
    set_length(edit)
    return end


@rule("10.1.6", 221, kind="any")
def trailer_before_its_place(edit, pick):
    # The last section reaches up to a trailer that stands at no multiple of 64.
    edit.file[edit.trailer : edit.trailer] = bytes(pick.randint(1, 63))
    set_length(edit)
    edit.put(edit.entry("DATA") + 16, "Q", edit.trailer - edit.start("DATA"))
    return edit.trailer


@rule("10.1.7", 224, kind="any")
def end_magic(edit, pick):
    edit.file[edit.trailer + 56 + pick.randrange(8)] ^= 1 << pick.randrange(8)
    return edit.trailer + 56


@rule("10.1.7", 225, kind="any")
def trailer_length(edit, pick):
    return edit.put(edit.trailer + 32, "Q", other(pick, (edit.size,), 64))


@rule("10.1.7", 208, kind="any")
def trailer_reserved(edit, pick):
    return nonzero(edit, pick, edit.trailer + 40, edit.trailer + 56)


@rule("10.1.8", 226, kind="any")
def padding(edit, pick):
    ends = [64 + 32 * len(edit.parts), *(edit.end(name) for name in edit.names)]
    gaps = [(end, aligned(end)) for end in ends if end % 64]
    return nonzero(edit, pick, *pick.choice(gaps)) if gaps else None


# -- Level 1: digests --


@rule("10.3", 300, kind="any", sealed=False)
def section_checksum(edit, pick):
    name = pick.choice(edit.names)
    if pick.random() < 0.5:
        edit.file[pick.randrange(edit.start(name), edit.end(name))] ^= 1 << pick.randrange(8)
    else:
        edit.file[edit.entry(name) + 24 + pick.randrange(4)] ^= 1 << pick.randrange(8)
    seal_table(edit.file)
    seal_digest(edit.file)
    return edit.start(name)


@rule("10.3", 301, kind="any", sealed=False)
def file_digest(edit, pick):
    edit.file[edit.trailer + pick.randrange(32)] ^= 1 << pick.randrange(8)
    return edit.trailer
