"""Draws that look like chance and are none: a keyed digest of what is drawn for, the same on every machine."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from hashlib import blake2b
from typing import TypeAlias

Pick: TypeAlias = Callable[[Sequence[str]], str]

SHORTEST_SEED = 16
LONGEST_SEED = 64


class Draw:
    """All draws of one seed; what one recipe draws doesn't depend on how many rows another looked at."""

    def __init__(self, seed: bytes) -> None:
        if not SHORTEST_SEED <= len(seed) <= LONGEST_SEED:
            raise ValueError(f"A seed has {SHORTEST_SEED} to {LONGEST_SEED} bytes; this one has {len(seed)}.")
        self._keyed = blake2b(key=seed, digest_size=8)

    def lot(self, *purpose: str) -> int:
        """Return the number drawn for ``purpose``, evenly from 0 to 2^64."""
        drawn = self._keyed.copy()
        drawn.update("\x1f".join(purpose).encode("utf-8"))
        return int.from_bytes(drawn.digest(), "big")

    def pick(self, *purpose: str) -> Pick:
        """Return a function that picks one of several options for ``purpose``."""
        return lambda options: options[self.lot("pick", *purpose) % len(options)]
