"""Section 10.1, steps 1 and 2, and 10.2: other formats, and damage on the way."""

import re

from model_editor import MAGIC
from rule_set import DOCUMENT, rule

MODEL_LIMIT = 268_435_456


@rule("10.1.1", 100, count=1)
def too_large(edit, pick):
    # The bytes are never looked at; zeros are cheap.
    edit.file = bytearray(MODEL_LIMIT + 1)
    edit.file[:8] = MAGIC
    return MODEL_LIMIT


@rule("10.2.1", 101, kind="any", sealed=False, count=2)
def empty(edit, pick):
    edit.file = bytearray()
    return 0


@rule("10.2.2", 102, kind="any", sealed=False, count=10)
def cut_in_magic(edit, pick):
    edit.file = edit.file[: pick.randint(1, 5)]
    return len(edit.file)


@rule("10.2.2", 103, kind="any", sealed=False, count=4)
def cut_at_control_z(edit, pick):
    edit.file = edit.file[: pick.randint(6, 7)]
    return len(edit.file)


def first_bytes():
    """The rows of the table of section 10.2: patterns, their offset, their error."""
    text = DOCUMENT.read_text("utf-8")
    text = text[text.index("| bytes | error | named |") :]
    for line in text[: text.index("\n\n")].splitlines()[2:]:
        cells = [cell.strip() for cell in line.split("|")]
        at = re.search(r" at (\d+)", cells[1])
        for pattern in re.findall(r"`([^`]+)`", cells[1]):
            if "(ASCII)" in cells[1]:
                pattern = pattern.encode().hex(" ")
            yield pattern.split(), int(at.group(1)) if at else 0, int(cells[2])


def replace_first_bytes(pattern, at, number):
    def damage(edit, pick):
        edit.file[at : at + len(pattern)] = bytes(
            pick.randint(3, 13) if digits == "xx" else int(digits, 16) for digits in pattern
        )
        if at:
            # No earlier row of the table may fit; none begins with a 2E.
            edit.file[:at] = b"." * at
        end = max(at + len(pattern), pick.randint(0, edit.size))
        del edit.file[end:]
        return 0

    damage.__name__ = f"{number}_{'_'.join(pattern)}"
    return damage


for bytes_of_row in first_bytes():
    _pattern, _at, _number = bytes_of_row
    rule("10.2.3", _number, kind="any", sealed=False, count=5)(
        replace_first_bytes(_pattern, _at, _number)
    )


@rule("10.2.4", 111, kind="any", sealed=False)
def text_document(edit, pick):
    mark = pick.choice((b"", b"\xef\xbb\xbf"))
    start = mark + bytes(pick.choices(b"\t\n\r ", k=pick.randint(0, 63 - len(mark))))
    edit.file[:64] = start + pick.choice((b"<", b"{", b"["))
    # A brace and a quotation mark at offset 8 are the sign of another format.
    return None if edit.file[8:10] == b'{"' else 0


@rule("10.2.5", 114, kind="any", sealed=False)
def unknown(edit, pick):
    edit.file[:12] = pick.randbytes(pick.randint(1, 12))
    # First bytes that the table or the rule for texts knows begin with one of these.
    known = b"\x89\x09\xc2\xef\x3f\x4d\x50\x0a\x1f\x28\xfd\x42v\x47\x93\x00\x80\x08\t\r <{["
    if edit.file[:1] in [known[i : i + 1] for i in range(len(known))]:
        return None
    return None if edit.file[4:8] == b"TFL3" or edit.file[8:10] == b'{"' else 0


@rule("10.2.5", 114, kind="any", sealed=False)
def text_that_starts_too_late(edit, pick):
    edit.file[:65] = bytes(pick.choices(b"\t\r ", k=64)) + pick.choice((b"<", b"{", b"["))
    return 0
