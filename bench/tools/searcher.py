"""A candidate's pipeline that searches in turns and prints, as JSON, how long each search took, in seconds.

`python -m bench.tools.searcher SIGN_IN INVITATION HOME ROUNDS`: a process of its own, as a candidate's is.
"""

from __future__ import annotations

import json
import sys
from functools import partial
from pathlib import Path
from typing import Any

from bench.tools.caller import timed
from bench.tools.listings import DOMAINS, TAGS, WORDS, named
from bench.tools.telling import DOOR, FLOOR
from bench.tools.turns import in_turns
from demo.sitting import set_out
from kit.home import Home
from kit.market import Market

WORD, DOMAIN, TAG = named(WORDS), named(DOMAINS, "domain-"), named(TAGS, "tag-")
SEARCHES: tuple[dict[str, Any], ...] = (
    {},
    {"sort": "price"},
    {"sort": "-rows", "limit": 100},
    {"sort": "missing_share", "domain": DOMAIN[3]},
    {"domain": DOMAIN[0]},
    {"domain": DOMAIN[50]},
    {"tag": TAG[10]},
    {"tag": TAG[250], "licence": "MIT"},
    {"region": "DE", "min_label_coverage": 0.9},
    {"region": "US", "licence": "CC0-1.0", "sort": "-label_coverage"},
    {"min_rows": 10_000, "max_price": 4_000_000},
    {"min_rows": 1_000_000, "max_missing_share": 0.05, "sort": "price"},
    *({"q": WORD[rank]} for rank in (0, 10, 50, 200, 1000, 3000)),
    {"q": f"{WORD[5]} {WORD[60]}"},
    {"q": f"{WORD[100]} OR {WORD[400]}"},
    {"q": f'"{WORD[20]} {WORD[30]}"'},
    {"q": f"{WORD[40]} -{WORD[0]}", "domain": DOMAIN[1]},
    {"q": WORD[15], "sort": "-rows", "min_rows": 10_000},
    {"q": WORD[80], "region": "EU", "max_price": 10_000_000},
)
FIRST_ASKED = tuple({"q": WORD[rank]} for rank in range(25, 3000, 150))


def main(sign_in: str, invitation: str, folder: str, rounds: int) -> None:
    """Start an attempt or come back to it, and search."""
    home = Home(Path(folder))
    set_out(sign_in=sign_in, invitation=invitation, home=home.root)
    with Market(home) as market:
        market.sign_in()
        get, base = market.client.get, home.settings.base_url
        read_anew = timed(partial(get, "datasets"))
        first = [timed(partial(get, "datasets", params=asked)) for asked in FIRST_ASKED]
        asked = [*SEARCHES, *(following(market, search) for search in SEARCHES[:4])]
        calls = {FLOOR: partial(get, f"{base}/bench/empty"), DOOR: partial(get, f"{base}/bench/door")}
        calls |= {json.dumps(one): partial(get, "datasets", params=one) for one in asked}
        took = in_turns({name: partial(timed, call) for name, call in calls.items()}, rounds=rounds)
    print(json.dumps({"read_anew": read_anew, "first": first, "took": took}))


def following(market: Market, search: dict[str, Any]) -> dict[str, Any]:
    """Return what asks for a search's second page."""
    return {**search, "cursor": market.get("datasets", **search)["next_cursor"]}


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]))
