"""How faults count where a candidate decides how much else is counted: more that is in order makes up for none."""

from __future__ import annotations


def halved(faults: int) -> float:
    """Return 1, halved by every fault; a share could be raised by doing more of what is cheap and in order."""
    return 0.5**faults
