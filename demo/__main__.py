"""Sets up a running installation, sends a cohort through it, and says where to look."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from demo.candidates import Stuck, ahead, send_out
from demo.installation import FOLDER, Installation, PortTaken, chosen_port, forget
from demo.product import NotSeeded, running
from demo.telling import Teller
from embedded.child import Died
from embedded.folder import InUse, OwnFolder

FAULTS = (Died, InUse, NotSeeded, PortTaken, Stuck, TimeoutError)


def main(arguments: Sequence[str]) -> int:
    """Run the demonstration; return 0 when every submission was graded."""
    asked = options(arguments)
    try:
        with OwnFolder(asked.folder) as folder, chosen_port(asked.port) as port:
            if asked.reset:
                forget(folder)
            installation = Installation(folder=asked.folder.resolve(), port=port)
            return demonstrate(installation, once=asked.once, summary=asked.json)
    except FAULTS as fault:
        print(fault, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped, and every process with it. A second start goes on from here.")
        return 0


def demonstrate(installation: Installation, *, once: bool, summary: bool) -> int:
    """Start the product, run the cohort, show what came of it; then stay, unless ``once``."""
    teller = Teller()
    teller.say("starting PostgreSQL and Valkey")
    with running(installation) as product:
        teller.say("setting up the database and the cohort")
        candidates = ahead(product, product.ask("open")["candidates"])
        product.serve()
        teller.say(f"serving at {installation.address}/; candidates setting out: {len(candidates)}")
        stopped = send_out(product, candidates)
        for sentence in stopped:
            teller.say(sentence)
        shown = product.ask("show")
        teller.say("the cohort is through")
        teller.show_scores(shown["scores"])
        teller.show_addresses(installation.address, shown["sign_ins"], installation.logs)
        if summary:
            print(json.dumps(summed_up(installation, shown, teller.seconds)), flush=True)
        if not once:
            print("Stop it with Ctrl-C.", flush=True)
            product.supervisor.watch()
    waiting = [each for each in shown["scores"] if each["submissions"] and each["score"] is None]
    return 1 if stopped or waiting else 0


def summed_up(installation: Installation, shown: dict[str, Any], seconds: float) -> dict[str, Any]:
    """Return the summary line."""
    scores = shown["scores"]
    return {
        "submissions": sum(each["submissions"] for each in scores),
        "graded": sum(each["score"] is not None for each in scores),
        "seconds": seconds,
        "scores": {each["diligence"]: each["score"] for each in scores},
        "reasons": {each["diligence"]: each["reasons"] for each in scores},
        "addresses": {
            "product": f"{installation.address}/",
            "api": f"{installation.address}/api/docs/",
            **shown["sign_ins"],
        },
    }


def options(arguments: Sequence[str]) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="run.py demo", description=__doc__)
    parser.add_argument("--once", action="store_true", help="stop when the cohort is graded")
    parser.add_argument("--json", action="store_true", help="end with one line of JSON that sums it up")
    parser.add_argument(
        "--reset", action="store_true", help="forget what an earlier demonstration left, and begin anew"
    )
    parser.add_argument("--port", type=int, help="serve at this port of 127.0.0.1")
    parser.add_argument("--folder", type=Path, default=FOLDER, help="keep everything in this folder")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
