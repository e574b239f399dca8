"""The stages in their order, and how they are run."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping

from kit import annotate, bundle, check, clean, fetch, licence, model, register, search, submit, token, train, usage
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
    "register": register.run,
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
