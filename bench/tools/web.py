"""Serves the product to be measured: with what it is measured beside, a plan that offers everything, and no hurry."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from bench.tools.processes import PYTHON, ROOT
from demo.installation import Installation, passed_on
from demo.product import Product, running
from embedded.ports import LOOPBACK, answers, free_port

UNHURRIED = {"MARKET_RATE": "1000000/min", "TOKEN_RATE": "1000000/min"}


@dataclass(frozen=True, kw_only=True)
class Served:
    """The product as it is served, and its first candidate, who has not begun."""

    product: Product
    sign_in: str
    invitation: str

    def fill(self, tool: str, *arguments: str) -> None:
        """Run one of our tools in a shell of the product."""
        code = f"from bench.tools.{tool} import main; main({', '.join(arguments)})"
        shell = [PYTHON, "manage.py", "shell", "--no-imports", "--command", code]
        subprocess.run(shell, cwd=ROOT, env=self.product.environment, check=True)

    def call(self, tool: str, *arguments: str) -> str:
        """Let one of our tools call the product as the candidate, and return what it prints."""
        home = self.product.installation.folder / "home"
        command: list[str | Path] = [
            PYTHON,
            "-m",
            f"bench.tools.{tool}",
            self.sign_in,
            self.invitation,
            home,
            *arguments,
        ]
        return subprocess.run(command, cwd=ROOT, env=passed_on(), stdout=subprocess.PIPE, check=True, text=True).stdout


@contextmanager
def served(folder: Path) -> Iterator[Served]:
    """Serve the product from a folder of its own, as it is served everywhere, by one process."""
    with running(Installation(folder=folder, port=free_port())) as started:
        library, port = whole_catalogue(folder / "library"), started.installation.port
        settings = {"DJANGO_SETTINGS_MODULE": "bench.tools.settings", "BENCH_LIBRARY": str(library), **UNHURRIED}
        product = replace(started, environment={**started.environment, **settings})
        candidate = product.ask("open")["candidates"][0]
        web = ("granian", "--interface=asginl", "--no-ws", f"--host={LOOPBACK}", f"--port={port}")
        command = [PYTHON, "-m", *web, "bench.tools.serving:application"]
        product.supervisor.start("web", command, env=product.environment, ready=lambda: answers(port))
        yield Served(product=product, sign_in=candidate["sign_in"], invitation=candidate["invitation"])


def whole_catalogue(library: Path) -> Path:
    """Copy the library with plans that offer the whole catalogue and have no faults."""
    shutil.copytree(ROOT / "library", library)
    for path in library.glob("*/plan.json"):
        plan = {**json.loads(path.read_bytes()), "faults": []}
        plan.pop("listings", None)
        path.write_text(json.dumps(plan))
    return library
