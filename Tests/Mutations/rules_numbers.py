"""Sections 10.5 and 10.6: numbers that no file may hold, outputs that are not the recorded ones."""

import struct

from rule_set import rule
from rules_values import NOT_FINITE

NEGATIVE_ZERO = 0x80000000


def bits(value):
    return struct.unpack("<I", struct.pack("<f", value))[0]


@rule("10.5.1", 500)
def mean_or_deviation(edit, pick):
    at = edit.start("NORM") + 20
    if pick.random() < 0.5:
        edit.put(at, "I", pick.choice((*NOT_FINITE, NEGATIVE_ZERO)))
    else:
        negative = bits(-pick.uniform(1e-30, 9))
        subnormal = pick.randrange(1, 0x00800000)
        edit.put(at + 4, "I", pick.choice((*NOT_FINITE, 0, NEGATIVE_ZERO, negative, subnormal)))
    return at


@rule("10.5.1", 500)
def inputs_overflow(edit, pick):
    mean = pick.choice((-1, 1)) * 2.0 ** pick.randint(110, 127)
    return edit.put(edit.start("NORM") + 20, "2f", mean, 2.0 ** -pick.randint(100, 126))


def an_element(edit, pick, kind=1):
    """Where an element stands; `kind` is the type of its tensor."""
    row = pick.choice([row for row in edit.rows() if row.type == kind])
    index = pick.randrange(len(row.content) // row.element)
    return edit.start("DATA") + row.start + row.element * index


@rule("10.5.2", 501, kind="any")
def element_not_finite(edit, pick):
    return edit.put(an_element(edit, pick), "I", pick.choice(NOT_FINITE))


@rule("10.5.2", 502)
def element_negative_zero(edit, pick):
    return edit.put(an_element(edit, pick), "I", NEGATIVE_ZERO)


@rule("10.5.2", 501)
def first_of_two_elements(edit, pick):
    first, second = sorted((an_element(edit, pick), an_element(edit, pick)))
    if first == second:
        return None
    edit.put(second, "I", NEGATIVE_ZERO)
    return edit.put(first, "I", pick.choice(NOT_FINITE))


@rule("10.5.2", 501, kind="checkpoint")
def negative_zero_is_legal_in_checkpoints(edit, pick):
    first, second = sorted((an_element(edit, pick), an_element(edit, pick)))
    if first == second:
        return None
    edit.put(first, "I", NEGATIVE_ZERO)
    return edit.put(second, "I", pick.choice(NOT_FINITE))


def metric(edit, key):
    values = {value.key: value for value in edit.values("eVAL")}
    value = values.get(key)
    return value and edit.start("eVAL") + value.type_at + 1


@rule("10.5.3", 503, "eVAL")
def accuracy(edit, pick):
    value = pick.choice((1.7, -0.1, 1.0000000000000002, -5e-324, 1e308, -1e308))
    return edit.put(metric(edit, b"accuracy"), "d", value)


@rule("10.5.3", 503, "eVAL")
def loss(edit, pick):
    return edit.put(metric(edit, b"loss"), "d", pick.choice((-1.0, -5e-324, -1e308)))


@rule("10.5.3", 503, "eVAL")
def confusion_size(edit, pick):
    values = edit.values("eVAL")
    found = [value for value in values if value.key == b"confusion"]
    if not found:
        return None
    size = struct.unpack_from("<I", found[0].content)[0]
    size = pick.choice([n for n in (0, size - 1, size + 1, size * 2) if n >= 0])
    found[0].content = struct.pack("<I", size) + bytes(8 * size)
    edit.set_values("eVAL", values)
    return metric(edit, b"confusion")


@rule("10.5.3", 503, "eVAL")
def confusion_sum(edit, pick):
    at = metric(edit, b"confusion")
    if not at:
        return None
    place = pick.choice((at + 4, metric(edit, b"count")))
    old = edit.get(place, "Q")
    edit.put(place, "Q", pick.choice([n for n in (0, old + 1, 2**53 - 1) if n != old]))
    return at


def a_logit(edit, pick):
    samples, _, classes = struct.unpack_from("<3I", edit.part("sELF"))
    return edit.start("sELF") + 16 + 4 * pick.randrange(samples * classes)


@rule("10.5.4", 501, "sELF")
def logit_not_finite(edit, pick):
    return edit.put(a_logit(edit, pick), "I", pick.choice(NOT_FINITE))


@rule("10.5.4", 502, "sELF")
def logit_negative_zero(edit, pick):
    return edit.put(a_logit(edit, pick), "I", NEGATIVE_ZERO)


@rule("10.6", 600, "sELF")
def logit(edit, pick):
    at = a_logit(edit, pick)
    found = edit.get(at, "I")
    last_place = found ^ 1
    value = pick.choice((last_place, found ^ NEGATIVE_ZERO, bits(pick.uniform(-9, 9))))
    is_number = value & 0x7F800000 != 0x7F800000 and value != NEGATIVE_ZERO
    return edit.put(at, "I", value) if is_number and value != found else None
