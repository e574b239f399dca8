"""Runs stages in order: all but the last with `python -m kit`, some with `python -m kit clean annotate`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from kit.home import Home
from kit.stages import STAGES, run_stages

HELP = {"-h", "--help"}


def main(names: Sequence[str]) -> int:
    """Run the stages named, or all but the last: handing in is for you to decide."""
    if HELP & set(names):
        print(usage())
        return 0
    unknown = [name for name in names if name not in STAGES]
    if unknown:
        print(f"There is no stage {unknown[0]!r}. Stages: {', '.join(STAGES)}.", file=sys.stderr)
        return 2
    chosen = names or [name for name in STAGES if name != "submit"]
    return run_stages(Home(Path.cwd()), {name: STAGES[name] for name in chosen})


def usage() -> str:
    """Return how the kit is called, and what each stage does."""
    does = "\n".join(f"  {name:9} {stage.__doc__}" for name, stage in STAGES.items())
    return f"python -m kit [STAGE …]: runs the stages named, or all but the last.\n\n{does}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
