"""All candidates at once, each a process on a computer of its own as far as the product can tell."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from typing import Any

from demo.installation import DONE, passed_on
from demo.product import Product
from embedded.child import end_child, start_child, tail_of

PATIENCE = 300


class Stuck(Exception):
    """Candidates that neither came through nor gave up within the time there is."""


def ahead(product: Product, candidates: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Return the candidates whom no earlier demonstration saw to the end."""
    return [each for each in candidates if not (product.installation.home_of(each["diligence"]) / DONE).exists()]


def send_out(product: Product, candidates: Sequence[Mapping[str, Any]]) -> list[str]:
    """Run every candidate to the end, at once; return a sentence for each whose pipeline stopped."""
    processes: dict[str, subprocess.Popen[bytes]] = {}
    try:
        for candidate in candidates:
            processes[candidate["diligence"]] = start(product, candidate)
        wait_for(product, list(processes.values()))
    finally:
        for process in processes.values():
            end_child(process, patience=2)
    stopped = [name for name, process in processes.items() if process.returncode]
    return [f"The {name} candidate stopped:\n{tail_of(product.installation.logs / f'{name}.log')}" for name in stopped]


def start(product: Product, candidate: Mapping[str, Any]) -> subprocess.Popen[bytes]:
    """Start one candidate's process."""
    diligence, installation = candidate["diligence"], product.installation
    home = installation.home_of(diligence)
    home.mkdir(parents=True, exist_ok=True)
    told = (diligence, candidate["sign_in"], candidate["invitation"], home)
    log = installation.logs / f"{diligence}.log"
    log.unlink(missing_ok=True)
    return start_child([sys.executable, "-m", "demo.candidate", *told], log=log, env=passed_on())


def wait_for(product: Product, processes: Sequence[subprocess.Popen[bytes]]) -> None:
    """Wait until every candidate is done, as long as the product runs."""
    deadline = time.monotonic() + PATIENCE
    while any(process.poll() is None for process in processes):
        product.supervisor.check()
        if time.monotonic() > deadline:
            raise Stuck(f"Not every candidate was done within {PATIENCE} seconds; see {product.installation.logs}.")
        time.sleep(0.1)
