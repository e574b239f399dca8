"""The calls of the documentation, exactly as they are written there, work against a running server."""

from __future__ import annotations

import html
import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import httpx
import pytest
from django.conf import settings
from django.test import Client

from grader.digests import digest_of
from grader.trail import parse_trail
from hiring.grading.models import Run
from hiring.keys.queries import jwks
from hiring.market.models import Attestation, Licence, UsageEvent
from hiring.market.services.credentials import Secret
from hiring.submissions.models import Submission
from tests.fixtures.installation import ROOT
from tests.grader.factories import make_bundle, make_zip

USUAL = "http://127.0.0.1:8000"
FIRST, SECOND = re.findall(r"```sh\n(.+?)```", (ROOT / "docs" / "market.md").read_text(), re.DOTALL)
ON_THE_PAGE = re.compile(r'aria-label="Five calls with curl"><code>(.+?)</code>', re.DOTALL)


def test_the_page_and_the_documentation_show_the_same_five_calls(client: Client, rows: None) -> None:
    shown = ON_THE_PAGE.search(client.get("/api/docs/").content.decode())
    assert shown
    assert html.unescape(shown[1]) == FIRST.replace(USUAL, settings.PUBLIC_URL).rstrip("\n")
    assert FIRST.count("curl ") == FIRST.count("\n# ") == 5


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not on this machine")
def test_they_lead_from_a_credential_to_bytes_and_on_to_a_submission(
    server: httpx.Client, secret: Secret, tmp_path: Path
) -> None:
    make_zip(make_bundle(tmp_path), into=tmp_path / "bundle.zip")
    given = {"CLIENT_ID": secret.client_id, "CLIENT_SECRET": secret.client_secret, "PATH": os.environ["PATH"]}
    script = f"set -eo pipefail\n{FIRST}\n{SECOND}".replace(USUAL, settings.PUBLIC_URL)
    done = subprocess.run(
        ["bash", "-c", script], cwd=tmp_path, env=given, capture_output=True, text=True, check=False, timeout=60
    )

    assert done.returncode == 0, done.stderr
    assert done.stdout == "queued\n"
    licence = Licence.objects.get()
    assert digest_of((tmp_path / "strikes.csv").read_bytes()) == licence.revision.digest
    assert Attestation.objects.get().subject_digest == licence.revision.digest
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
        "usage.reported",
    ]
    assert Run.objects.get().submission == Submission.objects.get()
