"""`python -m grader.planting`: what it writes, what it prints, and how it refuses."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from grader.answer_key import AnswerKey
from grader.digests import digest_of
from tests.grader.planting.flagship import COHORT, ROOT, planted_by

SEED = b"the seed of one attempt"
SECRETS = f"{SEED.hex()}\n{COHORT.hex()}\n"


def run(output: Path, *, secrets: str, listing: str = "wildlife-strikes") -> subprocess.CompletedProcess[str]:
    catalogue = ROOT / "catalogue"
    return subprocess.run(
        [
            *(sys.executable, "-m", "grader.planting", str(catalogue / listing / "data.csv")),
            *("--plan", str(ROOT / "library/wildlife_strikes/plan.json")),
            *("--reference", str(catalogue / "wildlife-strikes-reference/data.csv")),
            *("--output", str(output)),
        ],
        input=secrets,
        text=True,
        capture_output=True,
        cwd=ROOT,
        timeout=60,
        check=False,
    )


def test_it_writes_the_variant_and_its_key_and_says_so(tmp_path: Path) -> None:
    done = run(tmp_path / "new", secrets=SECRETS)
    said = json.loads(done.stdout)
    data, key = (tmp_path / "new/data.csv").read_bytes(), (tmp_path / "new/answer_key.json").read_bytes()
    assert (done.returncode, done.stderr) == (0, "")
    assert data == planted_by(SEED).data
    assert said["data"] == {"file": "data.csv", "digest": digest_of(data), "bytes": len(data), "rows": 5760}
    assert said["answer_key"] == {"file": "answer_key.json", "digest": digest_of(key)}
    assert AnswerKey.parse(key) == planted_by(SEED).answer_key
    assert sum(said["planted"].values()) == len(planted_by(SEED).answer_key.defects)


def test_it_refuses_a_listing_the_plan_is_not_for(tmp_path: Path) -> None:
    done = run(tmp_path, secrets=SECRETS, listing="airport-traffic")
    assert done.returncode == 2
    assert "which the listing has not" in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("secrets", ["5ec2e7\n5ec2e7", "a secret in words", SEED.hex(), SECRETS + SEED.hex()])
def test_it_refuses_seeds_without_echoing_them(tmp_path: Path, secrets: str) -> None:
    done = run(tmp_path, secrets=secrets)
    assert done.returncode == 2
    assert "16 to 64 bytes each" in done.stderr
    assert secrets[:6] not in done.stderr
