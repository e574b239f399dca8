"""A candidate's pipeline that calls the market in turns and prints, as JSON, how long each call took, in seconds.

`python -m bench.tools.caller SIGN_IN INVITATION HOME ROUNDS`: a process of its own, as a candidate's is.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import httpx

from demo.sitting import set_out
from kit.home import Home
from kit.licence import take, wish
from kit.market import Market

DATASET = "airport-directory"
"""A grant of it costs one credit, and there are sixty."""
WARM_UP = 5
ROUNDS_THE_BUDGET_PAYS = 55

Calls = Mapping[str, Callable[[], httpx.Response]]


def main(sign_in: str, invitation: str, folder: str, rounds: int) -> None:
    """Start an attempt, take a licence, and call."""
    home = Home(Path(folder))
    set_out(sign_in=sign_in, invitation=invitation, home=home.root)
    with Market(home) as market:
        market.sign_in()
        licence = take(market, DATASET, wish(home))
        calls = calls_of(market.client, home.settings.base_url, licence.id)
        in_turns(calls, rounds=WARM_UP)
        print(json.dumps(in_turns(calls, rounds=min(rounds, ROUNDS_THE_BUDGET_PAYS))))


def calls_of(client: httpx.Client, base: str, licence: str) -> Calls:
    """Return the calls to measure; the first is the floor."""
    return {
        "an empty view": lambda: client.get(f"{base}/bench/empty"),
        "an empty view behind our door": lambda: client.get(f"{base}/bench/door"),
        "search": lambda: client.get("datasets", params={"q": "airport"}),
        "card": lambda: client.get(f"datasets/{DATASET}"),
        "grant of access": lambda: client.post(f"licences/{licence}/access", json={"seconds": 300}),
    }


def in_turns(calls: Calls, *, rounds: int) -> dict[str, list[float]]:
    """Make every call once in each round, each round beginning with another one."""
    names = list(calls)
    took: dict[str, list[float]] = {name: [] for name in names}
    for turn in range(rounds):
        first = turn % len(names)
        for name in (*names[first:], *names[:first]):
            began = time.perf_counter()
            calls[name]().raise_for_status()
            took[name].append(time.perf_counter() - began)
    return took


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]))
