"""Section 10.4, step 8, with sections 4.5 to 5, and levels 3 and 4: typed values and numbers."""

import re
import struct

from model_editor import FIXED_VALUES, VALUE_SECTIONS, Value
from rule_set import DOCUMENT, field, nonzero, other, rule
from rules_structure import forbidden_text, no_text

COUNT_LIMIT = 2**53 - 1
BAD_DOUBLES = [
    0x7FF << 52, 0xFFF << 52, 0x7FF8 << 48, 0xFFF8 << 48, (0x7FF << 52) + 1, 2**64 - 1, 1 << 63,
]  # fmt: skip
NOT_FINITE = [0x7F800000, 0xFF800000, 0x7FC00000, 0xFFC00000, 0x7F800001, 0xFFFFFFFF]
WORDS = {
    "count": 1, "counts": 7, "seed": 1, "double": 3, "doubles": 8, "boolean": 4, "text": 5,
    "digest": 6,
}  # fmt: skip


def key_table(heading):
    """The known keys below a heading of the document: type word, group, whether required."""
    text = DOCUMENT.read_text("utf-8")
    text = text[text.index(heading) :]
    row = r"^\| `(\S+)` \| (\w+) \| (\S*) ?\| (yes|no) \|"
    rows = re.findall(row, text[: text.index("\n##")], re.M)
    return {key.encode(): (word, group, need == "yes") for key, word, group, need in rows}


TABLES = {"eVAL": key_table("### 4.7"), "pROV": key_table("### 4.8")}


def a_section(edit, pick):
    return pick.choice([name for name in edit.names if name in VALUE_SECTIONS] or [None])


def a_value(edit, pick, types, name=None):
    """A value of one of the types: its section, the value, where its content stands in the file."""
    name = name or a_section(edit, pick)
    found = [value for value in edit.values(name) if value.type in types] if name else []
    if not found:
        return None, None, None
    value = pick.choice(found)
    return name, value, edit.start(name) + value.type_at + 1


def changed(edit, pick, clause_section, change):
    """Changes one value of a section; gives the section's start and the value's new place."""
    values = edit.values(clause_section)
    value = pick.choice(values)
    change(values, value)
    edit.set_values(clause_section, values)
    return edit.start(clause_section), value


# -- Keys and types --


@rule("10.4.8", 460, kind="any")
def value_count(edit, pick):
    name = a_section(edit, pick)
    return name and edit.put(edit.start(name), "I", other(pick, range(1, 4_097), 32))


@rule("10.4.8", 406, kind="any")
def values_reserved(edit, pick):
    name = a_section(edit, pick)
    if not name:
        return None
    at = edit.start(name) + 4
    nonzero(edit, pick, at, at + 4)
    return at


@rule("10.4.8", 461, kind="any")
def key_length(edit, pick):
    name = a_section(edit, pick)
    return name and edit.put(
        field(edit, pick, name, "key length").at, "B", other(pick, range(1, 129), 8)
    )


@rule("10.4.8", 404, kind="any")
def key_past_end(edit, pick):
    name = a_section(edit, pick)
    if not name:
        return None
    key = [found for found in edit.fields(name) if found.name == "key"][-1]
    if edit.end(name) - key.at >= 128:
        return None
    edit.put(key.at - 1, "B", pick.randint(edit.end(name) - key.at + 1, 128))
    return key.at


@rule("10.4.8", 462, kind="any")
def key_character(edit, pick):
    name = a_section(edit, pick)
    if not name:
        return None
    key = field(edit, pick, name, "key")
    edit.file[key.at + pick.randrange(key.size)] = pick.choice(b"A Z-/:;@[`{\0\x1b\x7f\x80\xe4\xff")
    return key.at


@rule("10.4.8", 463, kind="any")
def key_twice(edit, pick):
    name = a_section(edit, pick)
    if not name:
        return None
    values = edit.values(name)
    k = pick.randrange(len(values))
    again = Value(values[k].key, values[k].type, values[k].content)
    values.insert(k + 1, again)
    edit.set_values(name, values)
    return edit.start(name) + again.at + 1


@rule("10.4.8", 464, kind="any")
def key_order(edit, pick):
    name = a_section(edit, pick)
    values = edit.values(name) if name else []
    if len(values) < 2:
        return None
    k = pick.randrange(1, len(values))
    values[k - 1], values[k] = values[k], values[k - 1]
    edit.set_values(name, values)
    return edit.start(name) + values[k].at + 1


@rule("10.4.8", 465, kind="any")
def value_type(edit, pick):
    name = a_section(edit, pick)
    return name and edit.put(
        field(edit, pick, name, "value type").at, "B", other(pick, range(1, 9), 8)
    )


@rule("10.4.8", 405, kind="any")
def values_left_over(edit, pick):
    name = a_section(edit, pick)
    if not name:
        return None
    end = edit.end(name)
    edit.replace(name, edit.part(name) + b"\x01k\x04\x01")
    return end


# -- Contents --


@rule("5", 466, kind="any")
def boolean(edit, pick):
    _, value, at = a_value(edit, pick, (4,))
    return value and edit.put(at, "B", other(pick, (0, 1), 8))


@rule("5", 467, kind="any")
def double(edit, pick):
    _, value, at = a_value(edit, pick, (3,))
    return value and edit.put(at, "Q", pick.choice(BAD_DOUBLES))


@rule("10.4.8", 467, kind="any")
def element(edit, pick):
    _, value, at = a_value(edit, pick, (8,))
    if not value or len(value.content) == 4:
        return None
    place = at + 4 + 8 * pick.randrange((len(value.content) - 4) // 8)
    edit.put(place, "Q", pick.choice(BAD_DOUBLES))
    # The elements before it are read first, however long the list claims to be.
    if pick.random() < 0.3:
        edit.put(at, "I", 2**32 - 1)
    return place


@rule("10.4.8", 404, kind="any", count=120)
def list_past_end(edit, pick):
    name = a_section(edit, pick)
    if not name:
        return None
    values = edit.values(name)
    last = values[-1]
    last.type = pick.choice((5, 6, 7, 8))
    size = {5: 1, 6: 1, 7: 8, 8: 8}[last.type]
    there = pick.randint(0, 3)
    elements = struct.pack("<d", 0.5) * there + bytes(pick.randrange(8))
    elements = b"a" * len(elements) if size == 1 else elements
    count = pick.choice((len(elements) // size + 1, 2**31, 2**32 - 1))
    last.content = struct.pack("<I", count) + elements
    edit.set_values(name, values)
    # A text or bytes are one field, each element of a list is one.
    whole = len(elements) // 8 * 8 if size == 8 else 0
    return edit.start(name) + last.type_at + 5 + whole


def bad_text(number, text):
    def damage(edit, pick):
        name = a_section(edit, pick)
        if not name:
            return None
        bad = text(pick)

        def change(values, value):
            value.type, value.content = 5, struct.pack("<I", len(bad)) + bad

        start, value = changed(edit, pick, name, change)
        return start + value.type_at + 5

    damage.__name__ = "value_" + text.__name__
    rule("10.4", number, kind="any", count=80)(damage)


bad_text(433, no_text)
bad_text(434, forbidden_text)


@rule("4.5", 433)
def card_is_no_text(edit, pick):
    edit.parts = [part for part in edit.parts if part[0] != "cARd"]
    edit.insert("cARd", b"# Card\n" + no_text(pick))
    return edit.start("cARd")


@rule("4.5", 434)
def card_with_forbidden_character(edit, pick):
    edit.parts = [part for part in edit.parts if part[0] != "cARd"]
    edit.insert("cARd", b"# Card\n\t" + forbidden_text(pick, allowed=(0x09, 0x0A)))
    return edit.start("cARd")


# -- Known keys --


def a_known_value(edit, pick, words):
    """A value of a known key whose type is one of these words."""
    names = [name for name in TABLES if name in edit.names]
    if not names:
        return None, None, None
    name = pick.choice(names)
    values = edit.values(name)
    known = [value for value in values if TABLES[name].get(value.key, ("",))[0] in words]
    return (name, values, pick.choice(known)) if known else (None, None, None)


@rule("10.4.8", 468, count=120)
def wrong_type(edit, pick):
    name, values, value = a_known_value(edit, pick, WORDS)
    if not name:
        return None
    value.type = pick.choice([kind for kind in range(1, 9) if kind != value.type])
    # Nothing, or a number that is right in every type.
    value.content = bytes(FIXED_VALUES.get(value.type, 4))
    edit.set_values(name, values)
    return edit.start(name) + value.type_at


@rule("10.4.8", 469)
def digest_length(edit, pick):
    name, values, value = a_known_value(edit, pick, ("digest",))
    if not name:
        return None
    length = pick.choice((0, 1, 31, 33, 64, 255))
    value.content = struct.pack("<I", length) + pick.randbytes(length)
    edit.set_values(name, values)
    return edit.start(name) + value.type_at + 1


@rule("10.4.8", 470)
def count_too_large(edit, pick):
    name, _, value = a_known_value(edit, pick, ("count", "counts"))
    if not name:
        return None
    places = [0] if value.type == 1 else range(4, len(value.content), 8)
    if not places:
        return None
    at = edit.start(name) + value.type_at + 1 + pick.choice(places)
    return edit.put(at, "Q", pick.choice((2**53, 2**63, 2**64 - 1, pick.randrange(2**53, 2**64))))


@rule("10.4.8", 471)
def required_key_missing(edit, pick):
    name, values, value = a_known_value(edit, pick, WORDS)
    if not name:
        return None
    table = TABLES[name]
    _, group, required = table[value.key]
    values.remove(value)
    others = [v for v in values if v.key in table and table[v.key][1] == group]
    if not required or group and not others or not values:
        return None
    edit.set_values(name, values)
    return edit.start(name)


@rule("10.4.8", 471, "pROV")
def key_without_its_group(edit, pick):
    values, table = edit.values("pROV"), TABLES["pROV"]
    groups = {table[value.key][1] for value in values if value.key in table}
    single = [key for key, row in table.items() if row[1] not in groups]
    if not single:
        return None
    key = pick.choice(single)
    kind = WORDS[table[key][0]]
    content = bytes(FIXED_VALUES[kind]) if kind in FIXED_VALUES else bytes(4)
    content = struct.pack("<I32x", 32) if kind == 6 else content
    values = sorted([*values, Value(key, kind, content)], key=lambda value: value.key)
    edit.set_values("pROV", values)
    return edit.start("pROV")
