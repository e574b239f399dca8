"""A candidate's pipeline that calls the market in turns and prints, as JSON, what each call took.

`python -m bench.tools.caller SIGN_IN INVITATION HOME ROUNDS`: a process of its own, as a candidate's is.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

import httpx

from bench.tools.telling import ASKING, DOOR, FILE, FLOOR, FRAMEWORKS_DOOR, LARGE, OURS
from bench.tools.turns import in_turns
from demo.sitting import set_out
from kit.home import Home
from kit.licence import take, wish
from kit.market import Market

WARM_UP = 5

Calls = Mapping[str, Callable[[], httpx.Response | None]]


def main(sign_in: str, invitation: str, folder: str, rounds: int) -> None:
    """Start an attempt, take a licence, and call."""
    home = Home(Path(folder))
    set_out(sign_in=sign_in, invitation=invitation, home=home.root)
    with Market(home) as market:
        market.sign_in()
        licence = take(home, market, LARGE, wish(home))
        calls = calls_of(market, home.settings.base_url, licence.id)
        process = f"{home.settings.base_url}/bench/process"
        asking = partial(seconds_used, market.client, process)
        measures = {name: partial(measured, call, asking) for name, call in calls.items()}
        print(json.dumps(in_turns(measures, rounds=rounds, warm_up=WARM_UP)))


def calls_of(market: Market, base: str, licence: str) -> Calls:
    """Return the calls to measure."""
    get, post = market.client.get, market.client.post
    url = post(f"licences/{licence}/access", json={"seconds": 900}).raise_for_status().json()["url"]
    return {
        ASKING: lambda: None,
        FLOOR: lambda: get(f"{base}/bench/empty"),
        FRAMEWORKS_DOOR: lambda: get(f"{base}/bench/frameworks-door"),
        DOOR: lambda: get(f"{base}/bench/door"),
        "search": lambda: get("datasets", params={"q": "airport"}),
        "card": lambda: get(f"datasets/{LARGE}"),
        "grant of access": lambda: post(f"licences/{licence}/access", json={"seconds": 300}),
        FILE: lambda: get(f"{base}/bench/file"),
        OURS: lambda: get(url),
    }


def measured(call: Callable[[], httpx.Response | None], asking: Callable[[], float]) -> tuple[float, float]:
    """Make a call and return the seconds it took, and those of processors the web process used, asking included."""
    used = asking()
    took = timed(call)
    return took, asking() - used


def seconds_used(client: httpx.Client, address: str) -> float:
    """Ask the web process how many seconds of processors it used so far."""
    seconds: float = client.get(address).raise_for_status().json()["processor_seconds"]
    return seconds


def timed(call: Callable[[], httpx.Response | None]) -> float:
    """Make a call and return the seconds it took."""
    began = time.perf_counter()
    if (answer := call()) is not None:
        answer.raise_for_status()
    return time.perf_counter() - began


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]))
