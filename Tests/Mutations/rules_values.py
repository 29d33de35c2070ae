"""Section 10.4, step 8, with sections 4.5 to 5, and levels 3 and 4: typed values and numbers."""

import struct

from model_editor import VALUE_SECTIONS, Value
from rule_set import field, nonzero, other, rule
from rules_structure import forbidden_text, no_text

BAD_DOUBLES = [
    0x7FF << 52, 0xFFF << 52, 0x7FF8 << 48, 0xFFF8 << 48, (0x7FF << 52) + 1, 2**64 - 1, 1 << 63,
]  # fmt: skip
NOT_FINITE = [0x7F800000, 0xFF800000, 0x7FC00000, 0xFFC00000, 0x7F800001, 0xFFFFFFFF]


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
