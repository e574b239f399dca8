"""The watermark of a variant: which rows of the dataset it leaves out, drawn by a seed of its own.

Rows that are missing stay missing, however the others are mended, sorted, rounded or thinned out; and not one cell is
touched.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b, shake_256
from typing import TypeAlias

from grader.digests import canonical
from grader.errors import Unreadable
from grader.formats import read_format

FILE = "watermarks.json"
LARGEST = 4 << 20
SEED_BYTES = 32
LOT_BYTES = 8

Key: TypeAlias = tuple[str, ...]
Groups: TypeAlias = tuple[tuple[Key, ...], ...]


@dataclass(frozen=True, kw_only=True)
class Watermark:
    """The rows that tell the variants of a cohort apart, in ``groups`` that are alike, and those this one leaves out.

    The groups are the same for the whole cohort, and every variant leaves out half of each.
    """

    groups: Groups
    left_out: tuple[Key, ...]


@dataclass(frozen=True, kw_only=True)
class Carrier:
    """One attempt whose variant carries a watermark; ``name`` is what reviewers call it, ``seed`` draws its rows."""

    name: str
    seed: bytes


@dataclass(frozen=True, kw_only=True)
class Watermarks:
    """Those that a bundle should not carry: of the ``others`` in its cohort who had begun before it was handed in."""

    others: tuple[Carrier, ...]

    @classmethod
    def parse(cls, data: bytes) -> Watermarks:
        """Return the watermarks in ``data``; raise Unreadable naming the place and the reason when there are none."""
        document = read_format("watermarks.v1", data, file=FILE, limit=LARGEST)
        others = tuple(Carrier(name=one["name"], seed=bytes.fromhex(one["seed"])) for one in document["others"])
        if len({one.name for one in others}) < len(others):
            raise Unreadable("Two of them have one name.", file=FILE, place="/others", remedy="Name each attempt once.")
        return cls(others=others)

    def to_json(self) -> bytes:
        """Return them in their published form, canonical JSON, the same in whatever order they came."""
        others = sorted(self.others, key=lambda one: one.name)
        return canonical({"version": 1, "others": [{"name": one.name, "seed": one.seed.hex()} for one in others]})


def watermark_seed(seed: bytes) -> bytes:
    """Return the seed of a variant's watermark: it tells nothing of ``seed``, by which defects are planted."""
    return blake2b(key=seed, digest_size=SEED_BYTES, person=b"assay watermark").digest()


def left_out_by(seed: bytes, groups: Groups) -> frozenset[Key]:
    """Return the rows that the watermark of ``seed`` leaves out: half of each of its ``groups``, rounded down."""
    return frozenset(key for group in shuffled(groups, seed) for key in group[: half_of(len(group))])


def half_of(size: int) -> int:
    """Return how many rows of a group of that size every variant leaves out."""
    return size // 2


def shuffled(groups: Sequence[Sequence[Key]], seed: bytes) -> Groups:
    """Return each group in an order that ``seed`` draws.

    Every order is as likely as any other, as far as the output of SHAKE256 can't be told from chance.
    """
    stream = shake_256(seed).digest(LOT_BYTES * sum(len(group) for group in groups))
    lots = iter(struct.unpack(f"<{len(stream) // LOT_BYTES}Q", stream))
    drawn = ([(lot, key) for key, lot in zip(group, lots, strict=False)] for group in groups)
    return tuple(tuple(key for _, key in sorted(pairs)) for pairs in drawn)
