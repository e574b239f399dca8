"""How fast the market answers over HTTP, beside a view of the bare framework that does nothing."""

from __future__ import annotations

import argparse
import json
import subprocess
import tempfile
from pathlib import Path
from statistics import median

from bench.tools.processes import PYTHON, ROOT
from bench.tools.telling import keep, show
from demo.installation import Installation, passed_on
from demo.product import Product, running
from embedded.ports import LOOPBACK, answers, free_port

ROUNDS = 50
"""As often as the budget allows: a grant of access costs one of sixty credits, and some go into warming up."""
UNHURRIED = {"MARKET_RATE": "1000000/min", "TOKEN_RATE": "1000000/min"}


def main() -> None:
    """Start the product in a folder of its own, call it, print a table and keep the figures."""
    argparse.ArgumentParser(prog="run.py bench market", description=__doc__).parse_args()
    with tempfile.TemporaryDirectory() as folder:
        installation = Installation(folder=Path(folder), port=free_port())
        with running(installation) as product:
            took = call(product)
    keep("market", {"rounds": ROUNDS, "calls": compare(took)})


def call(product: Product) -> dict[str, list[float]]:
    """Serve the product with the empty views in it, and let a candidate call."""
    candidate = product.ask("open")["candidates"][0]
    port = product.installation.port
    environment = {**product.environment, **UNHURRIED, "DJANGO_SETTINGS_MODULE": "bench.tools.settings"}
    web = [
        "granian",
        "--interface=asginl",
        "--no-ws",
        f"--host={LOOPBACK}",
        f"--port={port}",
        "hiring.asgi:application",
    ]
    product.supervisor.start(
        "web", [PYTHON, "-m", *web, "hiring.asgi:application"], env=environment, ready=lambda: answers(port)
    )
    told = (candidate["sign_in"], candidate["invitation"], product.installation.folder / "home", str(ROUNDS))
    caller = [PYTHON, "-m", "bench.tools.caller", *told]
    done = subprocess.run(caller, cwd=ROOT, env=passed_on(), stdout=subprocess.PIPE, check=True)
    took: dict[str, list[float]] = json.loads(done.stdout)
    return took


def compare(took: dict[str, list[float]]) -> dict[str, dict[str, float]]:
    """Print and return each call's median, and its ratio to the empty view called in the same round."""
    floor = next(iter(took.values()))
    figures = {
        name: {
            "milliseconds": median(seconds) * 1000,
            "ratio": median(ours / theirs for ours, theirs in zip(seconds, floor, strict=True)),
        }
        for name, seconds in took.items()
    }
    lines = [(name, f"{one['milliseconds']:.1f}", f"{one['ratio']:.2f} ×") for name, one in figures.items()]
    show([("", "milliseconds", "of an empty view"), *lines])
    return figures


if __name__ == "__main__":
    main()
