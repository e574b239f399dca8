"""Stage submit: hand the bundle in, and wait for its report."""

from __future__ import annotations

import json
import time
from typing import Any

from kit.bundle import ARCHIVE
from kit.home import Home, digest_of
from kit.market import Market
from kit.stop import Stop

PATIENCE = 600
PAUSE = 1.0
OVER = {"graded", "failed"}


def run(home: Home) -> str:
    """Hand in bundle.zip and wait until it is graded; the same bytes are never handed in twice."""
    with Market(home) as market:
        submission = hand_in(home, market)
        home.write("work/submission.json", json.dumps(submission, indent=2))
        graded = wait_for(market, submission)
    home.write("work/submission.json", json.dumps(graded, indent=2))
    if graded["state"] == "failed":
        raise Stop(f"submission {graded['number']} could not be graded: {graded['cause']}")
    page = f"{home.settings.base_url}/submissions/{graded['id']}/report/"
    return f"submission {graded['number']} scores {graded['score']} on the public checks; its report: {page}"


def hand_in(home: Home, market: Market) -> dict[str, Any]:
    """Send the bundle and return the market's receipt."""
    path = home.path(ARCHIVE)
    files = {"bundle": (ARCHIVE, path.read_bytes(), "application/zip")}
    receipt: dict[str, Any] = market.post("submissions", once=digest_of(path)[7:], files=files)
    return receipt


def wait_for(market: Market, submission: dict[str, Any]) -> dict[str, Any]:
    """Return the submission once its run is over."""
    deadline = time.monotonic() + PATIENCE
    while submission["state"] not in OVER:
        if time.monotonic() > deadline:
            raise Stop(f"submission {submission['number']} waits still: look at its page later.")
        time.sleep(PAUSE)
        submission = market.get(f"submissions/{submission['id']}")
    return submission
