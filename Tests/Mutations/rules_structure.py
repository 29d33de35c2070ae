"""Section 10.4, steps 1 to 5, with sections 4.1 to 4.3: which sections, network, input, labels."""

import struct

from rule_set import field, nonzero, other, rule

VALUE_SECTIONS = ("CKPT", "eVAL", "mETa", "pROV")
CLOSED_SECTIONS = ("ARCH", "LABL", "NORM", "TDIR", "sELF", *VALUE_SECTIONS)


# -- Sections --


@rule("10.4.1", 400, kind="checkpoint", read_as="model")
def checkpoint_as_model(edit, pick):
    return 64


@rule("10.4.1", 400)
def model_with_checkpoint(edit, pick):
    edit.insert("CKPT", pick.randbytes(9))
    return 64


@rule("10.4", 401, read_as="checkpoint")
def model_as_checkpoint(edit, pick):
    return 64


@rule("10.4.2", 402, kind="any")
def unknown_critical(edit, pick):
    name = "".join(pick.choices("ABXYZ", k=3)) + pick.choice("AZaz")
    name = name[0] + pick.choice((name[1], name[1].lower())) + name[2:]
    if name in edit.names:
        return None
    edit.insert(name, pick.randbytes(9))
    return edit.entry(name)


@rule("10.4.2", 402, kind="checkpoint")
def model_section_in_checkpoint(edit, pick):
    name = pick.choice(("ARCH", "LABL", "NORM"))
    edit.insert(name, pick.randbytes(9))
    return edit.entry(name)


@rule("10.4.2", 403, kind="any")
def missing_section(edit, pick):
    names = [name for name in edit.names if name[0].isupper() and name != "CKPT"]
    edit.remove(pick.choice(names))
    return 64


@rule("10.4", 404, kind="any", count=300)
def field_cut(edit, pick):
    name = pick.choice([name for name in edit.names if name in CLOSED_SECTIONS])
    cut = pick.choice([found for found in edit.fields(name) if found.size])
    kept = cut.at - edit.start(name) + pick.randrange(cut.size)
    if kept == 0:
        return None  # that would be an empty section
    # The sections before it stay as they are, so the field stays where it is.
    edit.replace(name, edit.part(name)[:kept])
    return cut.at


@rule("10.4", 405, kind="any", count=120)
def bytes_left_over(edit, pick):
    name = pick.choice([name for name in edit.names if name in CLOSED_SECTIONS])
    size = len(edit.part(name))
    edit.replace(name, edit.part(name) + pick.randbytes(pick.randint(1, 99)))
    return edit.start(name) + size


@rule("2", 406, kind="any", count=200)
def reserved_field(edit, pick):
    name = pick.choice([name for name in edit.names if name in CLOSED_SECTIONS])
    found = field(edit, pick, name, "reserved")
    nonzero(edit, pick, found.at, found.at + found.size)
    return found.at


# -- Fields with a fixed set of values --


def number_field(clause, number, section, name, allowed, form="I", at=None):
    """A rule of one field; `at` puts the error elsewhere in the section."""
    bits = {"B": 8, "H": 16, "I": 32}[form]

    def damage(edit, pick):
        found = field(edit, pick, section, name)
        if found is None:
            return None
        edit.put(found.at, form, other(pick, allowed, bits))
        return found.at if at is None else edit.start(section) + at

    damage.__name__ = f"{section}_{name.replace(' ', '_')}"
    rule(clause, number, section)(damage)


WIDTHS = range(1, 65_537)
number_field("4.1", 411, "ARCH", "loss", (1,))
number_field("4.1", 412, "ARCH", "layer count", range(1, 65))
number_field("10.4.3", 413, "ARCH", "inputs", WIDTHS)
number_field("4.1", 413, "ARCH", "outputs", WIDTHS)
number_field("10.4.3", 414, "ARCH", "activation", (0, 1))
number_field("4.2", 420, "NORM", "rows", WIDTHS)
number_field("4.2", 420, "NORM", "columns", WIDTHS)
number_field("4.2", 422, "NORM", "pixel type", (1,))
number_field("4.2", 423, "NORM", "pixel order", (1,))
number_field("4.2", 424, "NORM", "polarity", (1,))
number_field("10.4.5", 431, "LABL", "label length", range(1, 65), "H")
number_field("4.4", 480, "sELF", "sample count", range(1, 65))


# -- Network and input --


@rule("4.1", 410)
def network_kind(edit, pick):
    allowed = (1, 2) if edit.get(12, "H") >= 1 else (1,)
    return edit.put(edit.start("ARCH"), "I", other(pick, allowed, 32))


@rule("4.1", 410)
def kind_above_reader_minimum(edit, pick):
    edit.put(10, "2H", pick.choice((0, 1, pick.randrange(65_536))), 0)
    return edit.put(edit.start("ARCH"), "I", 2)


@rule("10.4.3", 415)
def layers_do_not_chain(edit, pick):
    layers = edit.layers()
    if len(layers) < 2:
        return None
    k = pick.randrange(1, len(layers))
    inputs = pick.choice([n for n in (1, 65_536, pick.randint(1, 65_536)) if n != layers[k][0]])
    return edit.put(edit.start("ARCH") + 16 + 16 * k, "I", inputs)


@rule("10.4.3", 416)
def last_activation(edit, pick):
    return edit.put(edit.start("ARCH") + 16 * len(edit.layers()) + 8, "I", 1)


@rule("10.4.3", 417)
def hidden_activation(edit, pick):
    hidden = len(edit.layers()) - 1
    if not edit.is_quantised or hidden == 0:
        return None
    return edit.put(edit.start("ARCH") + 24 + 16 * pick.randrange(hidden), "I", 0)


@rule("10.4.4", 420)
def too_many_pixels(edit, pick):
    rows = pick.randint(2, 65_536)
    columns = pick.choice((65_536 // rows + 1, pick.randint(65_536 // rows + 1, 65_536)))
    edit.put(edit.start("NORM"), "2I", rows, columns)
    return edit.start("NORM")


@rule("10.4.4", 421)
def pixels_are_not_inputs(edit, pick):
    rows = pick.choice((1, 2, 28, pick.randint(1, 65_536)))
    columns = pick.choice((1, 28, 65_536 // rows, pick.randint(1, 65_536 // rows)))
    edit.put(edit.start("NORM"), "2I", rows, columns)
    is_another = rows * columns <= 65_536 and rows * columns != edit.layers()[0][0]
    return edit.start("NORM") if is_another else None


# -- Labels --


@rule("10.4.5", 430)
def label_count(edit, pick):
    return edit.put(edit.start("LABL"), "I", other(pick, (len(edit.labels()),), 32))


@rule("10.4.5", 430)
def too_many_classes(edit, pick):
    # Network and labels agree, on more classes than there may be.
    classes = pick.choice((1_025, 65_536, pick.randint(1_025, 65_536)))
    edit.put(edit.start("ARCH") + 16 * len(edit.layers()) + 4, "I", classes)
    return edit.put(edit.start("LABL"), "I", classes)


@rule("10.4.5", 432)
def label_twice(edit, pick):
    labels = edit.labels()
    if len(labels) < 2:
        return None
    first, second = sorted(pick.sample(range(len(labels)), 2))
    labels[second] = labels[first]
    edit.set_labels(labels)
    found = [place for place in edit.fields("LABL") if place.name == "label"]
    return found[second].at


NO_TEXTS = [
    b"\xff", b"\x80", b"\xc0\x80", b"\xc1\xa1", b"\xe0\x80\x80", b"\xe0\x9f\xbf", b"\xed\xa0\x80",
    b"\xed\xbf\xbf", b"\xf0\x8f\xbf\xbf", b"\xf4\x90\x80\x80", b"\xf5\x80\x80\x80", b"\xe2\x80",
    b"\xf0\x9f\x99", b"\xc3", b"a\xccb",
]  # fmt: skip

FORBIDDEN = [
    *range(0x20), *range(0x7F, 0xA0), 0x61C, 0x200E, 0x200F, *range(0x2028, 0x202F),
    *range(0x2066, 0x206A), 0xFEFF,
]  # fmt: skip


def no_text(pick):
    return pick.choice((b"", b"ab")) + pick.choice(NO_TEXTS)


def forbidden_text(pick, allowed=()):
    points = [point for point in FORBIDDEN if point not in allowed]
    around = pick.choice(("", "a", "ä")), pick.choice(("", "b", "\u2027", "\u206a"))
    return (around[0] + chr(pick.choice(points)) + around[1]).encode()


def bad_label(number, text):
    def damage(edit, pick):
        labels = edit.labels()
        k = pick.randrange(len(labels))
        labels[k] = text(pick)
        edit.set_labels(labels)
        return [place for place in edit.fields("LABL") if place.name == "label"][k].at

    damage.__name__ = text.__name__
    rule("10.4.5", number, count=120)(damage)


bad_label(433, no_text)
bad_label(434, forbidden_text)


@rule("10.4.5", 404)
def label_past_end(edit, pick):
    last = [place for place in edit.fields("LABL") if place.name == "label"][-1]
    if last.size == 64:
        return None
    edit.put(last.at - 2, "H", pick.randint(last.size + 1, 64))
    return last.at


# -- The self-test's sizes --


@rule("4.4", 481, "sELF")
def sample_pixels(edit, pick):
    at = edit.start("sELF") + 4
    return edit.put(at, "I", other(pick, (edit.get(at, "I"),), 32))


@rule("4.4", 481, "sELF")
def sample_logits(edit, pick):
    at = edit.start("sELF") + 8
    return edit.put(at, "I", other(pick, (edit.get(at, "I"),), 32))


@rule("10.4.8", 404, "sELF")
def samples_past_end(edit, pick):
    samples, pixels, classes = struct.unpack_from("<3I", edit.part("sELF"))
    more = pick.randint(samples + 1, 64) if samples < 64 else None
    if more is None:
        return None
    start = edit.put(edit.start("sELF"), "I", more)
    left = len(edit.part("sELF")) - 16 - 4 * more * classes
    # All logits are one field; the pixels of a sample are one.
    return start + 16 if left < 0 else start + 16 + 4 * more * classes + left // pixels * pixels
