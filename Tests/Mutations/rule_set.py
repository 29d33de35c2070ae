"""The rules of the model file: for each one, a maker of files that break it and nothing before it.

A maker is a function of a `ModelEditor` and a random generator. It damages the file and gives the
offset that the document demands for the error, or None where the file at hand cannot be damaged so.
Its rule is registered under the clause of `formats/model-file.md` that states it, so that the list
of rules and the document can be compared.
"""

import pathlib
import random
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from legal_models import legal_files

DOCUMENT = pathlib.Path(__file__).resolve().parents[2] / "formats/model-file.md"

RULES = []


@dataclass
class Rule:
    clause: str
    number: int
    damage: Callable
    needs: tuple  # sections that a file must have
    kind: str  # what the file was: model, checkpoint or any
    read_as: str  # what it is read as, where that is something else
    sealed: bool  # whether checksums and digests are made right after the damage
    count: int  # how many files are made

    @property
    def title(self):
        return f"{self.clause} {self.number} {self.damage.__name__}"


@dataclass
class Mutant:
    title: str
    file: bytes
    is_checkpoint: bool
    number: int
    offset: int


def rule(clause, number, *needs, kind="model", read_as="", sealed=True, count=40):
    """Registers the decorated function as the maker of files that break a rule."""

    def register(damage):
        RULES.append(Rule(clause, number, damage, needs, kind, read_as, sealed, count))
        return damage

    return register


def fits(broken, legal):
    right = {"model": not legal.is_checkpoint, "checkpoint": legal.is_checkpoint, "any": True}
    return right[broken.kind] and set(broken.needs) <= legal.sections


def make(broken, index):
    """The file that breaks a rule in its own way for each index."""
    pick = random.Random(f"{broken.title} {index}")
    legal_ones = [legal for legal in legal_files() if fits(broken, legal)]
    for _ in range(200):
        legal = pick.choice(legal_ones)
        edit = legal.edit()
        offset = broken.damage(edit, pick)
        if offset is None:
            continue
        if broken.sealed:
            edit.seal()
        is_checkpoint = legal.is_checkpoint
        if broken.read_as:
            is_checkpoint = broken.read_as == "checkpoint"
        title = f"{broken.title} #{index} from {legal.title}"
        return Mutant(title, bytes(edit.file), is_checkpoint, broken.number, offset)
    raise AssertionError(f"{broken.title} #{index}: no legal file can be damaged so")


# -- The document ----------------------------------------------------------------------------------


def documented_rules():
    """Each error that section 10 names, by its clause, as often as it stands there."""
    text = DOCUMENT.read_text("utf-8")
    text = text[text.index("## 10. ") : text.index("## 11. ")]
    rules = Counter()
    for chapter in re.split(r"^### ", text, flags=re.M)[1:]:
        heading, body = chapter.split(" ", 1)
        # A numbered step goes on in indented lines; other lines belong to the chapter.
        step = ""
        for line in body.splitlines():
            if found := re.match(r"(\d+)\. ", line):
                step = "." + found.group(1)
            elif line and not line.startswith((" ", "|")):
                step = ""
            for numbers in re.findall(r"\((\d{3}(?:, \d{3})*)\)", line):
                rules.update((heading + step, int(number)) for number in numbers.split(", "))
            if found := re.match(r"\| `?.*\| (\d{3}) \|", line):
                rules[heading + step, int(found.group(1))] += 1
            for number in re.findall(r"error (\d{3})", line):
                rules[heading + step, int(number)] += 1
    return rules


def documented_errors():
    """The numbers of the error table."""
    text = DOCUMENT.read_text("utf-8")
    rows = text[text.index("## 11. ") : text.index("## 12. ")]
    return {int(number) for number in re.findall(r"^\| (\d{3}) \|", rows, flags=re.M)}


def documented_clauses():
    """The headings, and the numbered steps below those of section 10."""
    text, clauses, heading = DOCUMENT.read_text("utf-8"), set(), ""
    for line in text.splitlines():
        if found := re.match(r"##+ (\d+(?:\.\d+)?)\.? ", line):
            heading = found.group(1)
            clauses.add(heading)
        elif found := re.match(r"(\d+)\. ", line):
            clauses.add(f"{heading}.{found.group(1)}")
    return clauses


def differences():
    """Where the registered rules and the document do not cover each other."""
    made = Counter((broken.clause, broken.number) for broken in RULES)
    for (clause, number), count in sorted(documented_rules().items()):
        if made[clause, number] < count:
            yield f"{clause} names error {number} {count} times: {made[clause, number]} makers"
    numbers = {number for _, number in made}
    for number in sorted(documented_errors() ^ numbers):
        yield f"error {number}: either no maker, or not in the table"
    for clause in sorted({clause for clause, _ in made} - documented_clauses()):
        yield f"{clause}: the document has no such clause"
    for title, count in Counter(broken.title for broken in RULES).items():
        if count > 1:
            yield f"{title}: {count} makers of one name"


# -- Choices ---------------------------------------------------------------------------------------

EDGES = [
    *range(10), 15, 16, 31, 32, 63, 64, 65, 127, 128, 129, 255, 256, 257, 1_023, 1_024, 1_025,
    4_095, 4_096, 4_097, 65_535, 65_536, 65_537, 2**20, 2**24, 2**28, 2**31 - 1, 2**31, 2**32 - 1,
    2**53 - 1, 2**53, 2**63 - 1, 2**63, 2**64 - 64, 2**64 - 1,
]  # fmt: skip


def other(pick, allowed, bits):
    """A number of so many bits that is not allowed: at an edge, near, or anywhere."""
    near = [edge + step for edge in (min(allowed), max(allowed)) for step in (-1, 1)]
    while True:
        number = pick.choice((pick.choice(EDGES), pick.choice(near), pick.getrandbits(bits)))
        if 0 <= number < 2**bits and number not in allowed:
            return number


def nonzero(edit, pick, start, end):
    """Sets some bytes of a range that must be zero; gives the first one that is not."""
    places = sorted(pick.sample(range(start, end), pick.randint(1, min(3, end - start))))
    for place in places:
        edit.file[place] = pick.randint(1, 255)
    return places[0]


def field(edit, pick, section, name):
    """A field of a section, one of several of that name."""
    fields = [found for found in edit.fields(section) if found.name == name]
    return pick.choice(fields) if fields else None
