"""Whatever the bytes of a zip are, it is read or refused with a sentence, and never takes the gate down."""

from __future__ import annotations

import io
import struct
import tempfile
import zipfile
from pathlib import Path

from hypothesis import given, strategies as st

from grader.bundle import Bundle
from grader.errors import Unreadable

SIGNATURES = (b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06", b"PK\x06\x06", b"PK\x06\x07")
FIELDS = (b"\xff" * 2, b"\xff" * 4, b"\xff" * 8, b"\0" * 4, b"\x01\x00\x18\x00" + b"\xff" * 24)


def small_zip(names: list[str]) -> bytes:
    """Return a sound zip with a file of each name."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, name * 9)
    return stream.getvalue()


def far_zip(offset: int) -> bytes:
    """Return a zip of one file that the 64-bit field of its directory looks for at ``offset``."""
    name, extra, far = b"manifest.json", struct.pack("<HHQ", 1, 8, offset), 2**32 - 1
    sizes = (2, 2, len(name), len(extra))
    entry = struct.pack("<4s4B4HL2L5H2L", b"PK\x01\x02", 45, 0, 45, 0, 0, 0, 0, 0, 0, *sizes, 0, 0, 0, 0, far)
    directory = entry + name + extra
    return directory + struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 1, 1, len(directory), 0, 0)


@st.composite
def spoilt(draw: st.DrawFn) -> bytes:
    """Zips that were cut, spliced, overwritten, or have a part twice."""
    names = st.lists(st.sampled_from(["manifest.json", "data/a.csv", "data/", "é.csv"]), max_size=3, unique=True)
    data = small_zip(draw(names))
    for _ in range(draw(st.integers(0, 4))):
        at, to = sorted(draw(st.tuples(*[st.integers(0, len(data))] * 2)))
        put = draw(st.sampled_from(SIGNATURES) | st.sampled_from(FIELDS) | st.binary(max_size=8))
        changed = (
            data[:at],
            data[at:],
            data[:to] + data[at:],
            data[:at] + put + data[at + len(put) :],
            data[:at] + put + data[at:],
            data[:at] + small_zip(draw(names)) + data[to:],
        )
        data = draw(st.sampled_from(changed))
    return data


def refusals_of(data: bytes) -> list[Unreadable]:
    """Return what is refused while a zip and every file of it is read, as the gate would."""
    refusals = []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bundle.zip"
        path.write_bytes(data)
        try:
            bundle = Bundle(path)
        except Unreadable as refusal:
            return [refusal]
        for name in bundle.names:
            try:
                bundle.read(name)
            except Unreadable as refusal:
                refusals.append(refusal)
    return refusals


@given(spoilt() | st.integers(0, 2**64 - 1).map(far_zip))
def test_a_zip_is_read_or_refused_with_a_sentence_whatever_its_bytes(data: bytes) -> None:
    assert all(refusal.sentence and refusal.remedy for refusal in refusals_of(data))
