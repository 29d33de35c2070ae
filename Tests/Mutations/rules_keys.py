"""Section 10.4, step 8, with the key tables of sections 4.7 and 4.8: values of known keys."""

import re
import struct

from model_editor import FIXED_VALUES, Value
from rule_set import DOCUMENT, rule

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
