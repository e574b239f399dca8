"""What the `assay` command's exit codes mean."""

from __future__ import annotations

from enum import IntEnum


class Exit(IntEnum):
    """How a command ended; scripts read it, so the numbers never change."""

    PASSED = 0
    FINDINGS = 1
    NOT_READ = 2
    OUR_FAULT = 3


MEANING = "Exit codes: 0 passed, 1 findings, 2 something could not be read, 3 a fault of ours."
