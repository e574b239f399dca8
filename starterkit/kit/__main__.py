"""Runs stages in order: all of them with `python -m kit`, some with `python -m kit clean annotate`."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from kit import annotate, bundle, check, clean, fetch, licence, model, search, submit, token, train, usage
from kit.home import Home
from kit.stop import Stop

Stage = Callable[[Home], str]

STAGES: Mapping[str, Stage] = {
    "token": token.run,
    "search": search.run,
    "licence": licence.run,
    "fetch": fetch.run,
    "clean": clean.run,
    "annotate": annotate.run,
    "train": train.run,
    "usage": usage.run,
    "model": model.run,
    "bundle": bundle.run,
    "check": check.run,
    "submit": submit.run,
}


def run_stages(home: Home, stages: Mapping[str, Stage]) -> int:
    """Run stages in order, saying what each did; return 1 at the first that can't go on."""
    for name, stage in stages.items():
        try:
            print(f"{name:9} {stage(home)}", flush=True)
        except Stop as reason:
            print(f"{name:9} stopped: {reason}", file=sys.stderr, flush=True)
            return 1
    return 0


def main(names: Sequence[str]) -> int:
    """Run the stages named, or all of them but the last: handing in is for you to decide."""
    unknown = [name for name in names if name not in STAGES]
    if unknown:
        print(f"There is no stage {unknown[0]!r}. Stages: {', '.join(STAGES)}.", file=sys.stderr)
        return 2
    chosen = names or [name for name in STAGES if name != "submit"]
    return run_stages(Home(Path.cwd()), {name: STAGES[name] for name in chosen})


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
