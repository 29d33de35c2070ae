"""Section 10.4, steps 6, 7 and 9, with section 6: the tensor directory and the elements."""

import math

from model_editor import TENSOR_ELEMENTS, Row, aligned
from rule_set import field, nonzero, other, rule

NAME_CHARACTERS = b"abcdefghijklmnopqrstuvwxyz0123456789_."
OTHER_CHARACTERS = bytes(sorted(set(range(256)) - set(NAME_CHARACTERS)))
DIMENSIONS = range(1, 65_537)


def a_row(edit, pick, first=0):
    """A row of the directory and where it stands in the file; None where there are too few."""
    rows = edit.rows()
    if len(rows) <= first:
        return None, None
    row = pick.choice(rows[first:])
    return row, edit.start("TDIR") + row.at


@rule("6.1", 440, kind="any")
def tensor_count(edit, pick):
    return edit.put(edit.start("TDIR"), "I", other(pick, range(1, 257), 32))


def row_field(number, name, form, allowed):
    bits = {"B": 8, "H": 16}[form]

    def damage(edit, pick):
        return edit.put(field(edit, pick, "TDIR", name).at, form, other(pick, allowed, bits))

    damage.__name__ = name.replace(" ", "_")
    rule("10.4.6", number, kind="any")(damage)


row_field(441, "name length", "H", range(1, 129))
row_field(443, "dimension count", "B", (1, 2))


@rule("10.4.6", 442, kind="any")
def tensor_type(edit, pick):
    allowed = TENSOR_ELEMENTS if edit.is_quantised else (1,)
    return edit.put(a_row(edit, pick)[1] + 2, "B", other(pick, allowed, 8))


@rule("10.4.6", 444, kind="any")
def dimension(edit, pick):
    row, at = a_row(edit, pick)
    k = pick.randrange(2)
    allowed = DIMENSIONS if k < len(row.shape) else (0,)
    return edit.put(at + 4 + 4 * k, "I", other(pick, allowed, 32))


@rule("10.4.6", 406, kind="any")
def row_reserved(edit, pick):
    _, at = a_row(edit, pick)
    nonzero(edit, pick, at + 12, at + 16)
    return at + 12


@rule("10.4.6", 445, kind="any")
def too_many_elements(edit, pick):
    row, at = a_row(edit, pick)
    if len(row.shape) < 2:
        return None
    first = pick.choice((65_536, pick.randint(4_097, 65_536)))
    least = 2**28 // first + 1
    return edit.put(at + 4, "2I", first, pick.choice((least, 65_536, pick.randint(least, 65_536))))


@rule("10.4.6", 446, kind="any")
def tensor_unaligned(edit, pick):
    row, at = a_row(edit, pick)
    return edit.put(at + 16, "Q", pick.choice((row.start + pick.randint(1, 63), 2**64 - 1)))


@rule("10.4.6", 447, kind="any")
def tensor_starts_past_end(edit, pick):
    size = aligned(len(edit.part("DATA")) + 1)
    start = pick.choice((size, 2**63, 2**64 - 64, size + 64 * pick.randrange(2**50)))
    return edit.put(a_row(edit, pick)[1] + 16, "Q", start)


@rule("10.4.6", 448, kind="any")
def tensor_overlaps(edit, pick):
    row, at = a_row(edit, pick, 1)
    return row and edit.put(at + 16, "Q", 64 * pick.randrange(row.start // 64))


@rule("10.4.6", 449, kind="any")
def tensor_hole(edit, pick):
    row, at = a_row(edit, pick)
    most = len(edit.part("DATA")) // 64
    least = row.start // 64 + 1
    return edit.put(at + 16, "Q", 64 * pick.randint(least, most)) if least <= most else None


@rule("10.4.6", 450, kind="any")
def byte_count(edit, pick):
    row, at = a_row(edit, pick)
    return edit.put(at + 24, "Q", other(pick, (len(row.content),), 64))


@rule("10.4.6", 447, kind="any")
def tensor_ends_past_end(edit, pick):
    row, at = a_row(edit, pick)
    shape = list(row.shape)
    k = pick.randrange(len(shape))
    shape[k] = pick.choice((shape[k] + 1, 65_536, pick.randint(shape[k], 65_536)))
    size = row.element * math.prod(shape)
    if math.prod(shape) > 2**28 or shape[k] > 65_536:
        return None
    if size <= len(edit.part("DATA")) - row.start:
        return None
    edit.put(at + 4 + 4 * k, "I", shape[k])
    return edit.put(at + 24, "Q", size)


@rule("10.4.6", 404, kind="any")
def name_past_end(edit, pick):
    last = edit.rows()[-1]
    if len(last.name) == 128:
        return None
    at = edit.start("TDIR") + last.at
    edit.put(at, "H", pick.randint(len(last.name) + 1, 128))
    return at + 32


@rule("10.4.6", 451, kind="any")
def name_character(edit, pick):
    row, at = a_row(edit, pick)
    bad = pick.choice((*OTHER_CHARACTERS[:40], *OTHER_CHARACTERS))
    edit.file[at + 32 + pick.randrange(len(row.name))] = bad
    return at + 32


@rule("10.4.6", 451, kind="any")
def name_of_other_letters(edit, pick):
    rows = edit.rows()
    texts = ("LAYERS", "a b", "\u202e", "ä", "a-b", "a/b")
    bad = (*(text.encode() for text in texts), b"\xed\xa0\x80", b"\xc0\xae", b"../x", b"a\0")
    row = pick.choice(rows)
    row.name = pick.choice(bad)
    edit.set_rows(rows)
    return edit.start("TDIR") + row.at + 32


@rule("10.4.6", 452, kind="any")
def name_twice(edit, pick):
    rows = edit.rows()
    if len(rows) < 2:
        return None
    k = pick.randrange(1, len(rows))
    rows[k].name = rows[k - 1].name
    edit.set_rows(rows)
    return edit.start("TDIR") + rows[k].at + 32


@rule("10.4.6", 453, kind="any")
def name_order(edit, pick):
    rows = edit.rows()
    if len(rows) < 2:
        return None
    k = pick.randrange(1, len(rows))
    rows[k - 1], rows[k] = rows[k], rows[k - 1]
    edit.set_rows(rows)
    return edit.start("TDIR") + rows[k].at + 32


@rule("10.4.6", 405, kind="any")
def directory_left_over(edit, pick):
    content = edit.part("TDIR")
    row = content[40 : 40 + 32 + len(edit.rows()[0].name)]
    edit.replace("TDIR", content + pick.choice((b"\0", row, pick.randbytes(40))))
    return edit.start("TDIR") + len(content)


@rule("10.4.6", 454, kind="any")
def data_left_over(edit, pick):
    end = edit.end("DATA")
    more = pick.choice((b"\0", bytes(4), bytes(64), pick.randbytes(pick.randint(1, 200))))
    edit.replace("DATA", edit.part("DATA") + more)
    return end


# -- Step 7: names, types and shapes are the network's --


@rule("10.4.7", 455)
def unexpected_tensor(edit, pick):
    rows = edit.rows()
    k = pick.randrange(len(rows))
    rows[k].name += bytes([pick.choice(NAME_CHARACTERS)])
    if k + 1 < len(rows) and rows[k].name >= rows[k + 1].name:
        return None
    edit.set_rows(rows)
    return edit.start("TDIR") + rows[k].at


@rule("10.4.7", 455)
def one_tensor_more(edit, pick):
    rows = edit.rows()
    names = ("zz", "layers.9.weight", "layers.00.bias", "a", "layers.0.scale",
             "layers.0.scale_input")  # fmt: skip
    name = pick.choice(names).encode()
    if name in {row.name for row in rows}:
        return None
    more = Row(name, (1,), bytes(4))
    rows = sorted([*rows, more], key=lambda row: row.name)
    edit.set_rows(rows)
    return edit.start("TDIR") + more.at


@rule("10.4.7", 472)
def type_of_another_tensor(edit, pick):
    if not edit.is_quantised:
        return None
    rows = edit.rows()
    row = pick.choice(rows)
    row.type = pick.choice([kind for kind in TENSOR_ELEMENTS if kind != row.type])
    if pick.random() < 0.3:  # the shape is looked at later
        row.shape = (*row.shape, 1)[-2:]
    row.content = bytes(row.element * math.prod(row.shape))
    edit.set_rows(rows)
    return edit.start("TDIR") + row.at + 2


@rule("10.4.7", 456)
def shape(edit, pick):
    rows = edit.rows()
    row = pick.choice(rows)
    count = math.prod(row.shape)
    shapes = [(count,), (1, count), (count, 1), row.shape[::-1]]
    shapes = [found for found in shapes if found != row.shape and max(found) <= 65_536]
    row.shape = pick.choice(shapes)
    edit.set_rows(rows)
    return edit.start("TDIR") + row.at + 4


@rule("10.4.7", 456)
def shape_of_another_size(edit, pick):
    rows = edit.rows()
    row = pick.choice(rows)
    row.shape = tuple(pick.randint(1, 9) for _ in row.shape)
    old = row.content
    row.content = bytes(row.element * math.prod(row.shape))
    edit.set_rows(rows)
    return edit.start("TDIR") + row.at + 4 if len(old) != len(row.content) else None


@rule("10.4.7", 457)
def missing_tensor(edit, pick):
    rows = edit.rows()
    del rows[pick.randrange(len(rows))]
    edit.set_rows(rows)
    return edit.start("TDIR")


# -- Step 9: padding and digest --


@rule("10.4.9", 459, kind="any")
def tensor_padding(edit, pick):
    rows, data = edit.rows(), edit.start("DATA")
    ends = [row.start + len(row.content) for row in rows[:-1]]
    gaps = [(data + end, data + aligned(end)) for end in ends if end % 64]
    return nonzero(edit, pick, *pick.choice(gaps)) if gaps else None


@rule("10.4.9", 458, kind="any", sealed=False)
def tensors_digest(edit, pick):
    at = edit.start("TDIR") + 8
    if pick.random() < 0.5:
        edit.file[at + pick.randrange(32)] ^= 1 << pick.randrange(8)
    else:
        row = pick.choice(edit.rows())
        # Any other bits, a NaN that a reader might make quiet among them.
        count = len(row.content) // row.element
        place = edit.start("DATA") + row.start + row.element * pick.randrange(count)
        form = "B" if row.element == 1 else "I"
        old = edit.get(place, form)
        number = old ^ 1 if form == "B" else pick.choice((0x7F800001, 0xFF800001, 1 << 31, old ^ 1))
        if number == old:
            return None
        edit.put(place, form, number)
    edit.seal_without_tensors()
    return at
