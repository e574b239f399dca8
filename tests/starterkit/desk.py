"""A candidate's folder in which everything was fetched from a market that only these tests know."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from kit import lineage
from kit.home import Home, Licence
from tests.fixtures.installation import ROOT
from tests.grader.evidence import ATTEMPT, TRUSTED, Licensed, Market

SEED = "07" * 32
EXERCISE, REFERENCE = "wildlife-strikes", "wildlife-strikes-reference"
LIBRARY = ROOT / "library" / "wildlife_strikes"


@cache
def planted() -> bytes:
    """Return the exercise's listing with its defects."""
    folder = Path(mkdtemp(prefix="planted-"))
    listing = ROOT / "catalogue" / EXERCISE / "data.csv"
    reference = ROOT / "catalogue" / REFERENCE / "data.csv"
    options = [str(listing), f"--plan={LIBRARY / 'plan.json'}", f"--output={folder}", f"--reference={reference}"]
    subprocess.run(
        [sys.executable, "-m", "grader.planting", *options],
        input=SEED.encode(),
        check=True,
        capture_output=True,
        cwd=ROOT,
    )
    data = (folder / "data.csv").read_bytes()
    shutil.rmtree(folder)
    return data


def fetched_home(folder: Path, *, market: Market) -> Home:
    """Return the folder of a candidate who licensed and fetched the exercise and its reference."""
    home = Home(folder)
    brief = json.loads((LIBRARY / "brief.json").read_bytes())
    home.write("brief.json", json.dumps({**brief, "trusted_keys": TRUSTED, "attempt": ATTEMPT}))
    home.write("rubric.json", (LIBRARY / "rubric.json").read_bytes())
    home.write("requirements.txt", (ROOT / "starterkit" / "requirements.txt").read_bytes())
    settings = {"base_url": "http://market.test", "client_id": "alice", "attempt": ATTEMPT}
    home.write("config.json", json.dumps(settings))
    home.keep_licences([_fetch(home, market, dataset) for dataset in (EXERCISE, REFERENCE)])
    files = [home.raw(licence.dataset) for licence in home.licences]
    lineage.record(home, "collection", inputs=files, outputs=files)
    return home


def _fetch(home: Home, market: Market, dataset: str) -> Licence:
    card = json.loads((ROOT / "catalogue" / dataset / "listing.json").read_bytes())
    data = planted() if dataset == EXERCISE else (ROOT / "catalogue" / dataset / "data.csv").read_bytes()
    wish = {name: home.brief[name] for name in ("use_case", "region", "retention_days")}
    held: Licensed = market.license(data, listing=dataset, terms=card["terms"], **wish)
    home.write(f"raw/{dataset}.csv", data)
    home.write(f"work/attestations/{dataset}.json", json.dumps(market.grant(held)))
    shown = {"slug": dataset, "title": card["title"], "revision": 1, "terms": card["terms"], "card": card}
    home.write(f"work/cards/{dataset}.json", json.dumps(shown))
    market.serve(held)
    return Licence(
        id=held.name,
        dataset=dataset,
        revision=held.revision,
        digest=held.digest,
        license_token=held.token,
        expires_at="2099-01-01T00:00:00Z",
    )
