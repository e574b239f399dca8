"""A candidate's pipeline that calls the market in turns and prints, as JSON, how long each call took, in seconds.

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

from bench.tools.telling import DOOR, FLOOR
from bench.tools.turns import in_turns
from demo.sitting import set_out
from kit.home import Home
from kit.licence import take, wish
from kit.market import Market

DATASET = "airport-directory"
WARM_UP = 5

Calls = Mapping[str, Callable[[], httpx.Response]]


def main(sign_in: str, invitation: str, folder: str, rounds: int) -> None:
    """Start an attempt, take a licence, and call."""
    home = Home(Path(folder))
    set_out(sign_in=sign_in, invitation=invitation, home=home.root)
    with Market(home) as market:
        market.sign_in()
        licence = take(home, market, DATASET, wish(home))
        calls = calls_of(market.client, home.settings.base_url, licence.id)
        measures = {name: partial(timed, call) for name, call in calls.items()}
        print(json.dumps(in_turns(measures, rounds=rounds, warm_up=WARM_UP)))


def calls_of(client: httpx.Client, base: str, licence: str) -> Calls:
    """Return the calls to measure; the first is the floor."""
    return {
        FLOOR: lambda: client.get(f"{base}/bench/empty"),
        DOOR: lambda: client.get(f"{base}/bench/door"),
        "search": lambda: client.get("datasets", params={"q": "airport"}),
        "card": lambda: client.get(f"datasets/{DATASET}"),
        "grant of access": lambda: client.post(f"licences/{licence}/access", json={"seconds": 300}),
    }


def timed(call: Callable[[], httpx.Response]) -> float:
    """Make a call and return the seconds it took."""
    began = time.perf_counter()
    call().raise_for_status()
    return time.perf_counter() - began


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]))
