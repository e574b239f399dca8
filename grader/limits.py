"""How much the gate reads of a bundle before it refuses, in one place."""

from __future__ import annotations

from dataclasses import dataclass

MIB = 1 << 20


@dataclass(frozen=True, kw_only=True)
class Limits:
    """Bytes, rows and names the gate is willing to read; a bundle beyond one of them gets a finding that names it.

    ``packed`` is the size of a zip as handed in, ``unpacked`` the sum of its members; a member larger than
    ``spared_by_ratio`` may unpack to at most ``ratio`` times its packed size. ``document`` bounds one JSON or Markdown
    file, ``line`` and ``field`` one line and one cell of the sample.
    """

    packed: int = 25 * MIB
    unpacked: int = 8 * 25 * MIB
    ratio: int = 100
    spared_by_ratio: int = MIB
    members: int = 200
    directory: int = MIB
    document: int = 4 * MIB
    rows: int = 5_000_000
    columns: int = 512
    line: int = MIB
    field: int = 64 << 10
    footer: int = MIB


DEFAULT = Limits()
