"""The calls of the documentation, exactly as they are written there, work against a running server."""

from __future__ import annotations

import html
import json
import os
import re
import subprocess
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
from tests.fixtures.installation import ROOT
from tests.grader.factories import make_bundle, make_zip
from tests.hiring.api.test_uploading import large_bundle

USUAL = "http://127.0.0.1:8000"
FIRST, SECOND = re.findall(r"```sh\n(.+?)```", (ROOT / "docs" / "market.md").read_text(), re.DOTALL)
(IN_PARTS,) = re.findall(r"```sh\n(.+?)```", (ROOT / "docs" / "handing-in.md").read_text(), re.DOTALL)
(PUBLISHING,) = re.findall(r"```sh\n(.+?)```", (ROOT / "docs" / "publishing.md").read_text(), re.DOTALL)
ON_THE_PAGE = re.compile(r'aria-label="Five calls with curl"><code>(.+?)</code>', re.DOTALL)


class Shell(Protocol):
    """Runs a script in an empty folder as a new user does: with curl and bash, and nothing of ours."""

    def __call__(self, script: str, **given: str) -> subprocess.CompletedProcess[str]: ...


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
    done = shell(
        f"set -eo pipefail\n{FIRST}\n{PUBLISHING}\n{SECOND}".replace(USUAL, settings.PUBLIC_URL),
        CLIENT_ID=secret.client_id,
        CLIENT_SECRET=secret.client_secret,
    )

    assert done.returncode == 0, done.stderr
    assert done.stdout == "queued\n"
    licence = Licence.objects.get()
    assert digest_of((tmp_path / "strikes.csv").read_bytes()) == licence.revision.digest
    assert Attestation.objects.get(publication=None).subject_digest == licence.revision.digest
    withdrawn = json.loads((tmp_path / "withdrawn.json").read_text())
    assert (withdrawn["state"], [each["revision"] for each in withdrawn["published"]]) == ("withdrawn", [2, 1])
    assert withdrawn["published"][0]["digest"] == digest_of((tmp_path / "sample.csv").read_bytes())
    assert UsageEvent.objects.get().licence == licence
    assert json.loads((tmp_path / "receipts.json").read_text())["receipts"][0]["event_id"] == "training-1"
    trail = parse_trail((tmp_path / "trail.json").read_bytes(), file="trail.json", jwks=jwks())
    assert [entry.kind for entry in trail.entries if entry.kind != "money.charged"] == [
        "attempt.started",
        "token.issued",
        "offer.made",
        "licence.issued",
        "access.granted",
        "bytes.served",
        "dataset.viewed",
        "listing.drafted",
        "listing.published",
        "listing.drafted",
        "listing.revised",
        "listing.withdrawn",
        "usage.reported",
    ]
    assert Run.objects.get().submission == Submission.objects.get()


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


def test_a_server_that_is_away_gets_a_sentence(shell: Shell) -> None:
    script = f"set -eo pipefail\n{FIRST}".replace(USUAL, f"http://127.0.0.1:{free_port()}")
    done = shell(script, CLIENT_ID="alice", CLIENT_SECRET="secret")
    assert done.returncode != 0
    assert "Failed to connect" in done.stderr
    assert done.stderr.endswith("There was no answer. Is the market running at this address?\n")
    assert "Traceback" not in done.stderr


def test_a_refusal_is_shown_as_it_came(server: httpx.Client, shell: Shell) -> None:
    script = f"set -eo pipefail\n{FIRST}".replace(USUAL, settings.PUBLIC_URL)
    done = shell(script, CLIENT_ID="alice", CLIENT_SECRET="guessed")
    assert done.returncode != 0
    assert "invalid_client" in done.stderr
    assert "Traceback" not in done.stderr
