"""The calls of the documentation, exactly as they are written there, work against a running server."""

from __future__ import annotations

import html
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Protocol

import httpx
import pytest
from django.conf import settings
from django.test import Client

from embedded.packages import Unavailable, find_program
from embedded.ports import free_port
from grader.digests import digest_of
from grader.trail import parse_trail
from hiring.grading.models import Run
from hiring.keys.queries import jwks
from hiring.market.models import Attestation, Licence, UsageEvent
from hiring.market.services.credentials import Secret
from hiring.submissions.models import Submission
from hiring.webhooks.models import Endpoint
from tests.fixtures.installation import ROOT
from tests.fixtures.processes import Start
from tests.grader.factories import make_bundle, make_zip
from tests.hiring.api.test_uploading import large_bundle

USUAL = "http://127.0.0.1:8000"


def blocks_of(page: str) -> list[str]:
    """Return what a page of the documentation gives to a shell."""
    return re.findall(r"```sh\n(.+?)```", (ROOT / "docs" / page).read_text(), re.DOTALL)


FIRST, SECOND = blocks_of("market.md")
(IN_PARTS,) = blocks_of("handing-in.md")
PUBLISHING, WITHDRAWING, PROVING = blocks_of("publishing.md")
(TRANSFORMING,) = blocks_of("edge.md")
(HEARING,) = blocks_of("webhooks.md")
QUOTING, SHARING = blocks_of("money.md")
LISTING_DAYS, DISPUTING = blocks_of("payouts.md")
ASSAY = f'assay() {{ PYTHONPATH="{ROOT}" "{sys.executable}" -m grader "$@"; }}'
ON_THE_PAGE = re.compile(r'aria-label="Five calls with curl"><code>(.+?)</code>', re.DOTALL)


class Shell(Protocol):
    """Runs a script in an empty folder as a new user does: with curl and bash, and nothing of ours."""

    def __call__(self, script: str, **given: str) -> subprocess.CompletedProcess[str]: ...


@pytest.fixture
def live(live: dict[str, str]) -> dict[str, str]:
    """An installation that posts to this machine, too, as a demonstration does."""
    return {**live, "WEBHOOKS_TO_LOOPBACK": "1"}


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    """Such a shell, with the system's curl or our own; the tests are skipped by name where neither can be had."""
    try:
        curl = find_program("curl", tools=ROOT / ".tools", packages=["curl"], place="usr/bin/curl")
    except Unavailable as reason:
        if os.environ.get("CI"):
            raise
        pytest.skip(str(reason))
    environment = {**curl.environment, "PATH": f"{curl.path.parent}:{os.environ['PATH']}"}

    def run(script: str, **given: str) -> subprocess.CompletedProcess[str]:
        command, env = ["bash", "-c", script], {**environment, **given}
        return subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, check=False, timeout=60)

    return run


def test_the_page_and_the_documentation_show_the_same_five_calls(client: Client, rows: None) -> None:
    shown = ON_THE_PAGE.search(client.get("/api/docs/").content.decode())
    assert shown
    assert html.unescape(shown[1]) == FIRST.replace(USUAL, settings.PUBLIC_URL).rstrip("\n")
    assert FIRST.count("curl ") == FIRST.count("\n# ") == 5


def test_they_lead_from_a_credential_to_bytes_and_on_to_a_listing_and_a_submission(
    server: httpx.Client, secret: Secret, shell: Shell, tmp_path: Path
) -> None:
    make_zip(make_bundle(tmp_path), into=tmp_path / "bundle.zip")
    blocks = (FIRST, QUOTING, SHARING, PUBLISHING, LISTING_DAYS, PROVING, WITHDRAWING, SECOND)
    done = shell(
        "\n".join(("set -eo pipefail", ASSAY, *blocks)).replace(USUAL, settings.PUBLIC_URL),
        CLIENT_ID=secret.client_id,
        CLIENT_SECRET=secret.client_secret,
    )

    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("A genuine attestation (urn:assay:attestation:dataset-publication:v1).")
    assert done.stdout.endswith("\nqueued\n")
    licence = Licence.objects.get()
    assert digest_of((tmp_path / "strikes.csv").read_bytes()) == licence.revision.digest
    assert Attestation.objects.get(publication=None).subject_digest == licence.revision.digest
    withdrawn = json.loads((tmp_path / "withdrawn.json").read_text())
    assert (withdrawn["state"], [each["revision"] for each in withdrawn["published"]]) == ("withdrawn", [2, 1])
    assert withdrawn["published"][0]["digest"] == digest_of((tmp_path / "sample.csv").read_bytes())
    assert UsageEvent.objects.get().licence == licence
    assert json.loads((tmp_path / "receipts.json").read_text())["receipts"][0]["event_id"].startswith("training-2")
    trail = parse_trail((tmp_path / "trail.json").read_bytes(), file="trail.json", jwks=jwks())
    assert [entry.kind for entry in trail.entries if entry.kind != "money.charged"] == [
        "attempt.started",
        "token.issued",
        "offer.made",
        "licence.issued",
        "access.granted",
        "bytes.served",
        "quote.made",
        "key.issued",
        "dataset.viewed",
        "listing.drafted",
        "listing.published",
        "listing.drafted",
        "listing.revised",
        "listing.withdrawn",
        "usage.reported",
    ]
    assert Run.objects.get().submission == Submission.objects.get()


def test_bytes_are_transformed_and_webhooks_received_in_one_paste(
    server: httpx.Client, worker: Start, secret: Secret, shell: Shell, tmp_path: Path
) -> None:
    worker()
    hearing = HEARING.replace("9000", str(free_port()))
    done = shell(
        "\n".join(("set -eo pipefail", FIRST, TRANSFORMING, hearing)).replace(USUAL, settings.PUBLIC_URL),
        CLIENT_ID=secret.client_id,
        CLIENT_SECRET=secret.client_secret,
    )

    assert done.returncode == 0, done.stderr
    rows = [json.loads(line) for line in (tmp_path / "sample.jsonl").read_text().splitlines()]
    assert (len(rows), {row["operator"] for row in rows}) == (500, {"[redacted]"})
    assert json.loads((tmp_path / "received.json").read_text())["type"] == "ping"
    assert not Endpoint.objects.exists()


def test_a_bundle_is_sent_in_parts_and_handed_in(
    server: httpx.Client, secret: Secret, shell: Shell, tmp_path: Path
) -> None:
    zipped = make_zip(large_bundle(tmp_path / "large"), into=tmp_path / "bundle.zip").read_bytes()
    token = FIRST.partition("# 2.")[0].replace(USUAL, settings.PUBLIC_URL)
    done = shell(
        f"set -eo pipefail\n{token}\n{IN_PARTS.replace('PART=1048576', 'PART=262144')}",
        CLIENT_ID=secret.client_id,
        CLIENT_SECRET=secret.client_secret,
    )

    assert done.returncode == 0, done.stderr
    assert [event["kind"] for event in json.loads(done.stdout)["events"]] == ["received", "queued"]
    assert Submission.objects.get().digest == digest_of(zipped)


def test_a_step_that_fails_is_named_by_those_that_need_it_and_nothing_else_is_asked(shell: Shell) -> None:
    blocks = (FIRST, PUBLISHING, WITHDRAWING, TRANSFORMING, LISTING_DAYS, SECOND)
    away = "\n".join(blocks).replace(USUAL, f"http://127.0.0.1:{free_port()}")
    done = shell('eval "$BLOCKS"', BLOCKS=away, CLIENT_ID="alice", CLIENT_SECRET="secret")
    assert done.returncode != 0
    assert done.stderr.count("Failed to connect") == 1
    assert re.findall(r": (\w+): .+", done.stderr) == ["TOKEN", "OFFER", "LICENCE", "URL"]
    assert "Traceback" not in done.stderr


def test_a_payout_is_disputed_only_where_one_is_held(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "payouts.json").write_text('{"payouts": [{"id": "1", "standing": "paid"}]}')
    done = shell(DISPUTING, TOKEN="token")
    assert done.stderr.endswith("HELD: nothing is held\n")


def test_a_refusal_is_shown_as_it_came(server: httpx.Client, shell: Shell) -> None:
    script = f"set -eo pipefail\n{FIRST}".replace(USUAL, settings.PUBLIC_URL)
    done = shell(script, CLIENT_ID="alice", CLIENT_SECRET="guessed")
    assert done.returncode != 0
    assert "invalid_client" in done.stderr
    assert "Traceback" not in done.stderr
