"""A candidate's folder in which everything was fetched from a market that only these tests know, and its grading."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from grader.families import Visibility
from grader.gate import run_gate
from grader.inputs import Inputs
from grader.report import Report
from kit import lineage, train
from kit.home import Home, Licence
from kit.stages import Stage
from tests.fixtures.installation import ROOT
from tests.grader.evidence import ATTEMPT, TRUSTED, Licensed, Market

SEED, COHORT = "07" * 32, "0c" * 32
EXERCISE, REFERENCE = "wildlife-strikes", "wildlife-strikes-reference"
LIBRARY = ROOT / "library" / "wildlife_strikes"
AT_HOME = ("clean", "annotate", "train", "model", "bundle")


@cache
def planted() -> tuple[bytes, bytes]:
    """Return the exercise's listing with its defects, and their answer key."""
    folder = Path(mkdtemp(prefix="planted-"))
    listing = ROOT / "catalogue" / EXERCISE / "data.csv"
    reference = ROOT / "catalogue" / REFERENCE / "data.csv"
    options = [str(listing), f"--plan={LIBRARY / 'plan.json'}", f"--output={folder}", f"--reference={reference}"]
    subprocess.run(
        [sys.executable, "-m", "grader.planting", *options],
        input=f"{SEED}\n{COHORT}".encode(),
        check=True,
        capture_output=True,
        cwd=ROOT,
    )
    data, key = ((folder / name).read_bytes() for name in ("data.csv", "answer_key.json"))
    shutil.rmtree(folder)
    return data, key


def work_through(folder: Path, *, stages: Mapping[str, Stage]) -> Home:
    """Return the folder of a candidate who fetched, ran every stage that needs no market, and reported the use."""
    market = Market(budget_micro=60_000_000)
    home = fetched_home(folder, market=market)
    for name in AT_HOME:
        stages[name](home)
    for licence in market.licences:
        market.report_usage(licence, model=train.NAME)
    home.write("trail.json", market.trail())
    return home


def graded(home: Home, *, audience: Visibility = Visibility.REVIEWERS) -> Report:
    """Return what the gate says of a candidate's bundle: to reviewers, the answer key at hand, or to everyone."""
    brief, rubric, trail = (home.path(f"{name}.json") for name in ("brief", "rubric", "trail"))
    _, key = planted()
    inputs = Inputs.of(home.path("bundle.zip"), brief=brief, rubric=rubric, trail=trail, answer_key=key)
    return run_gate(inputs, audience=audience)


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
    data = planted()[0] if dataset == EXERCISE else (ROOT / "catalogue" / dataset / "data.csv").read_bytes()
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
