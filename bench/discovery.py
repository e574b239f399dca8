"""How fast datasets are found among a thousand and among a hundred thousand, beside a view that does nothing."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from bench.market import UNHURRIED
from bench.tools.processes import PYTHON, ROOT
from bench.tools.telling import DOOR, FLOOR, keep, show
from demo.installation import Installation, passed_on
from demo.product import Product, running
from embedded.ports import LOOPBACK, answers, free_port

SIZES = (1_000, 100_000)
ROUNDS = 10
HEAD = ("listings", "median ms", "p95 ms", "slow search ms", "of an empty view", "of our door", "first p95 ms")


def main() -> None:
    """Start the product, measure at each size, print a table and keep the figures."""
    parser = argparse.ArgumentParser(prog="run.py bench discovery", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="how many listings are on offer")
    sizes = sorted(parser.parse_args().sizes)
    with tempfile.TemporaryDirectory() as folder:
        installation = Installation(folder=Path(folder), port=free_port())
        with running(installation) as product:
            figures = {size: told(said) for size, said in zip(sizes, measure(product, sizes), strict=True)}
    lines = [(f"{size:,}", *(f"{figure:.2f}" for figure in one.values())) for size, one in figures.items()]
    show([(*HEAD, "read anew s", "slow of empty"), *lines])
    smallest, largest = figures[sizes[0]], figures[sizes[-1]]
    ratio = largest["slow_of_floor"] / smallest["slow_of_floor"]
    print(f"\nA slow search among {sizes[-1]:,} is {ratio:.2f} × one among {sizes[0]:,}, each by its own empty view.")
    keep("discovery", {"rounds": ROUNDS, "sizes": figures})


def measure(product: Product, sizes: Sequence[int]) -> list[dict[str, Any]]:
    """Serve the product with the empty views in it, and let a candidate search at each size."""
    library = whole_catalogue(product.installation.folder / "library")
    environment = {"DJANGO_SETTINGS_MODULE": "bench.tools.settings", "BENCH_LIBRARY": str(library), **UNHURRIED}
    product = replace(product, environment={**product.environment, **environment})
    candidate = product.ask("open")["candidates"][0]
    port, home = product.installation.port, product.installation.folder / "home"
    web = [
        "granian",
        "--interface=asginl",
        "--no-ws",
        f"--host={LOOPBACK}",
        f"--port={port}",
        "hiring.asgi:application",
    ]
    product.supervisor.start(
        "web", [PYTHON, "-m", *web, "hiring.asgi:application"], env=product.environment, ready=lambda: answers(port)
    )
    said = []
    for size in sizes:
        run("bench.tools.listings", str(size), env=product.environment)
        search = ("bench.tools.searcher", candidate["sign_in"], candidate["invitation"], home, str(ROUNDS))
        said.append(json.loads(run(*search, env=passed_on())))
    return said


def whole_catalogue(library: Path) -> Path:
    """Copy the library with plans that offer the whole catalogue."""
    shutil.copytree(ROOT / "library", library)
    for path in library.glob("*/plan.json"):
        plan = json.loads(path.read_bytes())
        path.write_text(json.dumps({name: value for name, value in plan.items() if name != "listings"}))
    return library


def run(module: str, *arguments: str | os.PathLike[str], env: dict[str, str]) -> str:
    """Run one of our modules and return what it prints."""
    command = [PYTHON, "-m", module, *arguments]
    return subprocess.run(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, check=True, text=True).stdout


def told(said: dict[str, Any]) -> dict[str, float]:
    """Return the figures of one size; milliseconds, but for the seconds it took to read the catalogue anew.

    A slow search is the slowest but for one in twenty, by medians, which tell searches apart on a busy machine.
    """
    took = said["took"]
    searches = [seconds for name, seconds in took.items() if name not in (FLOOR, DOOR)]
    pooled = [one * 1000 for seconds in searches for one in seconds]
    slow = quantiles([median(seconds) * 1000 for seconds in searches], n=20)[-1]
    return {
        "median": median(pooled),
        "p95": quantiles(pooled, n=20)[-1],
        "slow": slow,
        "of_floor": beside(searches, took[FLOOR]),
        "of_door": beside(searches, took[DOOR]),
        "first_p95": quantiles([one * 1000 for one in said["first"]], n=20)[-1],
        "read_anew": said["read_anew"],
        "slow_of_floor": slow / (median(took[FLOOR]) * 1000),
    }


def beside(searches: Sequence[Sequence[float]], other: Sequence[float]) -> float:
    """Return the median ratio of every search to what was called in the same round."""
    return median(one / floor for seconds in searches for one, floor in zip(seconds, other, strict=True))


if __name__ == "__main__":
    main()
