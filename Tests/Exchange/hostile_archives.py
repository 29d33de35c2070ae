"""npz archives with one thing wrong."""

import io
import struct
import warnings
import zipfile

import numpy

from hostile_tensors import SHAPES

LOCAL, CENTRAL, END = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"


def npy(array):
    content = io.BytesIO()
    numpy.lib.format.write_array(content, array, allow_pickle=True)
    return content.getvalue()


def header(text, version=(1, 0), length=None):
    """An array's header as it is written, with four numbers behind it."""
    size = "<H" if version == (1, 0) else "<I"
    length = len(text) if length is None else length
    return b"\x93NUMPY" + bytes(version) + struct.pack(size, length) + text + bytes(48)


def archive(members, compression=zipfile.ZIP_STORED):
    content = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(content, "w", compression) as file:
        warnings.simplefilter("ignore")  # of a name that occurs twice, which is meant
        for name, data in members:
            file.writestr(zipfile.ZipInfo(name), data, compression)
    return content.getvalue()


def sound_members():
    return [(f"{name}.npy", npy(numpy.full(shape, 0.25, "<f4"))) for name, shape in SHAPES.items()]


def with_first(data, compression=zipfile.ZIP_STORED):
    """The archive with other bytes for the first member."""
    (name, _), *rest = sound_members()
    return archive([(name, data), *rest], compression)


def patched(content, signature, offset, form, value, last=False):
    """Overwrites a field of the first (or last) record that starts with a signature."""
    at = content.rindex(signature) if last else content.index(signature)
    size = struct.calcsize(form)
    at += offset
    return content[:at] + struct.pack(form, value) + content[at + size:]


def descriptions():
    """Headers of arrays that are not what NumPy writes."""
    good = "{'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }"
    yield "a header with code", b"{'descr': __import__('os').system('true'), 'shape': (3, 4)}\n"
    yield "a header without a shape", b"{'descr': '<f4', 'fortran_order': False, }\n"
    yield "a header with a key more", good.replace("}", "'extra': 1, }").encode()
    yield "a header with a key twice", good.replace("}", "'shape': (3, 4), }").encode()
    for what, shape in {
            "an element count that wraps": "(4194305, 4194305, 211106198978564)",
            "a dimension of 0": "(0, 4)", "a negative dimension": "(-3, -4)",
            "a dimension of 2^64": "(18446744073709551616, 1)", "no dimension": "()",
            "a dimension that is a text": "('3', 4)", "more elements than bytes": "(300, 4)",
            "fewer elements than bytes": "(2, 4)", "a thousand dimensions": f"({'1, ' * 1000})",
    }.items():
        yield what, good.replace("(3, 4)", shape).encode()
    for what, kind in {
            "an unknown type": "<x9", "a complex type": "<c8", "a text type": "<U4",
            "a structured type": "[('a', '<f4')]"}.items():
        yield what, good.replace("'<f4'", kind if kind[0] == "[" else f"'{kind}'").encode()
    yield "brackets in brackets", good.replace("(3, 4)", "(" * 10_000).encode()
    yield "no text", b"\xff\xfe" * 30


def npz_cases(_):
    sound = archive(sound_members())
    yield "sound", sound
    yield "nothing", b""
    for length in (4, 30, 100, len(sound) - 1, len(sound) - 22):
        yield f"{length} bytes", sound[:length]
    yield "bytes after the end", sound + b"\0"
    yield "bytes before the start", b"\0" + sound
    for what, text in descriptions():
        yield what, with_first(header(text))
    yield "an array's version 9", with_first(header(b"{}", (9, 0)))
    yield "a header of 2^32 - 1 bytes", with_first(header(b"{}", (2, 0), 2**32 - 1))
    yield "a member that is no array", with_first(b"no array")
    yield "an empty member", with_first(b"")
    yield "pickled objects", with_first(npy(numpy.array([{"a": 1}] * 12, dtype=object)))
    yield "a number that is none", with_first(npy(numpy.full((3, 4), numpy.nan, "<f4")))
    yield "a number too large for 32 bits", with_first(npy(numpy.full((3, 4), 1e300)))
    members = sound_members()
    yield "the same member twice", archive([*members, members[0]])
    for name in ("../up.npy", "/root.npy", "a\\b.npy", "", "weights"):
        yield f"a member called {name!r}", archive([(name, members[0][1]), *members[1:]])
    yield "a thousand members", archive([(f"{n}.npy", members[1][1]) for n in range(1000)])
    yield "no members", archive([])
    yield "a wrong CRC-32", patched(sound, b"\x93NUMPY", 128, "<f", 0.5)
    for what, offset in (("flags", 8), ("method", 10)):
        changed = patched(patched(sound, CENTRAL, offset, "<H", 99), LOCAL, offset - 2, "<H", 99)
        yield f"unknown {what}", changed
    for what, offset in (("a packed size", 20), ("a size", 24), ("a place", 42)):
        yield f"{what} of 4 GB", patched(sound, CENTRAL, offset, "<I", 2**32 - 2)
    yield "a size that the local header denies", patched(sound, LOCAL, 22, "<I", 7)
    yield "another name in the local header", patched(sound, LOCAL, 30, "<B", 0x39)
    yield "members that share bytes", patched(sound, CENTRAL, 42, "<I", 0, last=True)
    yield "65,535 members in the end record", patched(sound, END, 10, "<H", 65_535)
    yield "a directory past the end", patched(sound, END, 16, "<I", 2**32 - 2)
    yield "a comment", patched(sound, END, 20, "<H", 5) + b"hello"
    bomb = header(b"{'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }") + bytes(2**26)
    yield "64 MiB of zeros in some KiB", with_first(bomb, zipfile.ZIP_DEFLATED)
    packed = with_first(npy(numpy.zeros((3, 4), "<f4")), zipfile.ZIP_DEFLATED)
    yield "a size that the packed bytes exceed", patched(
        patched(packed, CENTRAL, 24, "<I", 20), LOCAL, 22, "<I", 20)
    yield "packed bytes that are none", patched(packed, LOCAL, 30 + len("0.weight.npy"), "<I", 2**32 - 1)
