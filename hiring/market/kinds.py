"""What the kinds of anomalies are called by people."""

from __future__ import annotations

from collections.abc import Mapping

ANOMALIES: Mapping[str, str] = {
    "burst": "a burst",
    "self_dealing": "self-dealing",
    "duplicate": "duplicates",
    "unlicensed": "use without a licence",
    "machine_like": "machine-like regularity",
}
