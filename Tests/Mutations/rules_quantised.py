"""Section 10.5, steps 1 and 2, for networks of kind 2: the ranges of their numbers."""

from rule_set import rule
from rules_numbers import NEGATIVE_ZERO, an_element, bits
from rules_values import NOT_FINITE

LEAST, GREATEST = 2.0**-126, 2.0**127
BIAS_LIMIT = 2**24


def no_scale(pick):
    """The bits of a finite number that is no scale: 0, below 0, or subnormal."""
    subnormal = pick.choice((1, 0x007FFFFF, pick.randrange(1, 0x00800000)))
    negative = bits(-pick.choice((LEAST, GREATEST, pick.uniform(1e-30, 9))))
    return pick.choice((0, negative, subnormal, subnormal | NEGATIVE_ZERO))


@rule("10.5.1", 506)
def scale_of_a_pixel(edit, pick):
    if not edit.is_quantised:
        return None
    # From 2^126 / 255 on the scale is subnormal, and far beyond it the inputs are still finite.
    return edit.put(edit.start("NORM") + 24, "f", 10 ** pick.uniform(35.6, 38.5))


@rule("10.5.2", 504)
def weight_out_of_range(edit, pick):
    return edit.put(an_element(edit, pick, 4), "b", -128) if edit.is_quantised else None


@rule("10.5.2", 505)
def bias_out_of_range(edit, pick):
    if not edit.is_quantised:
        return None
    size = pick.choice((BIAS_LIMIT + 1, 2**31 - 1, pick.randint(BIAS_LIMIT + 1, 2**31 - 1)))
    return edit.put(an_element(edit, pick, 6), "i", pick.choice((size, -size, -(2**31))))


@rule("10.5.2", 506)
def scale_out_of_range(edit, pick):
    return edit.put(an_element(edit, pick), "I", no_scale(pick)) if edit.is_quantised else None


@rule("10.5.2", 506)
def first_of_two_scales(edit, pick):
    if not edit.is_quantised:
        return None
    first, second = sorted((an_element(edit, pick), an_element(edit, pick)))
    if first == second:
        return None
    edit.put(second, "I", pick.choice((*NOT_FINITE, NEGATIVE_ZERO)))
    return edit.put(first, "I", no_scale(pick))


# -- What scales multiply to --


def places(edit):
    """Where each scale of an output and of a layer's input stands in the file, by its name."""
    start = edit.start("DATA")
    return {row.name.decode(): start + row.start for row in edit.rows() if row.type == 1}


def scale_of_input(edit, k):
    """That of a layer; for pixels near enough to choose a fault by."""
    if k == 0:
        return 1 / (255 * edit.get(edit.start("NORM") + 24, "f"))
    return edit.get(places(edit)[f"layers.{k}.scale_input"], "f")


@rule("10.5.2", 507, count=80)
def product_out_of_range(edit, pick):
    if not edit.is_quantised:
        return None
    layers = edit.layers()
    k = pick.randrange(len(layers))
    scale = scale_of_input(edit, k)
    if 0.9 < scale < 2.1:
        return None
    at = places(edit)[f"layers.{k}.scale"] + 4 * pick.randrange(layers[k][1])
    return edit.put(at, "f", LEAST if scale < 1 else GREATEST)


@rule("10.5.2", 507, count=80)
def multiplier_out_of_range(edit, pick):
    hidden = len(edit.layers()) - 1
    if not edit.is_quantised or hidden == 0:
        return None
    k = pick.randrange(hidden)
    at = places(edit)[f"layers.{k}.scale"]
    product = edit.get(at, "f") * scale_of_input(edit, k)
    if 0.9 < product < 4.1:
        return None
    # Each product is a normal number; the first quotient is none.
    following = GREATEST if product < 1 else LEAST
    edit.put(places(edit)[f"layers.{k + 1}.scale_input"], "f", following)
    return at


@rule("10.5.2", 507)
def first_of_two_layers(edit, pick):
    # The multipliers of a layer are looked at before the products of the next.
    layers = edit.layers()
    if not edit.is_quantised or len(layers) < 2:
        return None
    k = pick.randrange(len(layers) - 1)
    found = places(edit)
    edit.put(found[f"layers.{k + 1}.scale_input"], "f", GREATEST)
    edit.put(found[f"layers.{k + 1}.scale"], "f", GREATEST)
    output = pick.randrange(layers[k][1])
    scale = 2.0 ** pick.randint(20, 60)
    for i in range(output):  # these stay in their range, whatever the next layer's scale is
        edit.put(found[f"layers.{k}.scale"] + 4 * i, "f", scale)
    product = edit.get(found[f"layers.{k}.scale"] + 4 * output, "f") * scale_of_input(edit, k)
    before = scale * scale_of_input(edit, k)
    return found[f"layers.{k}.scale"] + 4 * output if product < 0.9 and before > 2.1 else None
