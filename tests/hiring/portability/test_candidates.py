"""What alice downloads of her attempt is all she may see of it, signed, and nothing that is hidden from her."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from grader.digests import digest_of
from grader.export import Audience, open_export
from grader.report import parse_report
from grader.trail import parse_trail
from hiring.accounts.models import Person
from hiring.assessments.models import Attempt
from hiring.keys.queries import jwks
from hiring.market.models import AnswerKey, Credential
from tests.hiring.market.publishing import rows_of


@pytest.fixture
def downloaded(travelled: Attempt, alice: Person, tmp_path: Path) -> Path:
    """The file her browser saves."""
    browser = Client()
    browser.force_login(alice)
    address = f"/attempts/{travelled.pk}/everything.zip"
    assert f'href="{address}"' in browser.get(f"/attempts/{travelled.pk}/").content.decode()
    assert f'href="{address}"' in browser.get("/profile/").content.decode()
    path = tmp_path / "hers.zip"
    path.write_bytes(b"".join(browser.get(address)))
    return path


def test_she_downloads_one_at_a_time(travelled: Attempt, client: Client, alice: Person) -> None:
    client.force_login(alice)
    address = f"/attempts/{travelled.pk}/everything.zip"
    first = client.get(address)
    refused = client.get(address)
    assert refused.status_code == 409
    assert "downloading such a file already" in refused.content.decode()
    assert b"".join(first).startswith(b"PK")
    assert b"".join(client.get(address)).startswith(b"PK")


def rows(packed: zipfile.ZipFile, kind: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in packed.read(f"rows/{kind}.jsonl").splitlines()]


def test_it_is_all_that_she_may_see_and_nothing_that_is_hidden(downloaded: Path, travelled: Attempt) -> None:
    with open_export(downloaded, jwks()) as export:
        export.prove()
        assert export.index.audience is Audience.CANDIDATE
    with zipfile.ZipFile(downloaded) as packed:
        everything = b"".join(packed.read(name) for name in packed.namelist())
        [report] = rows(packed, "grading.report")
        credited = rows(packed, "reputation.credit")
        [submission] = rows(packed, "submissions.submission")
        bundle = packed.read(f"blobs/{submission['digest'].removeprefix('sha256:')}")
        names = packed.namelist()
        trail = parse_trail(packed.read("trail.json"), file="trail.json", jwks=json.loads(packed.read("jwks.json")))
        kinds = {name.removeprefix("rows/").removesuffix(".jsonl") for name in packed.namelist()}
    assert len(bundle) == submission["size"]
    assert len(trail.entries) == travelled.world.trail.count()
    own = {rows_of(3), rows_of(5)}
    assert {f"blobs/{digest_of(data).removeprefix('sha256:')}" for data in own} <= set(names)
    variant = travelled.world.revisions.get(listing__slug="wildlife-strikes")
    assert f"blobs/{variant.digest.removeprefix('sha256:')}" not in names
    assert parse_report(report["public"].encode()).hidden == 1
    assert {credit["check_code"] for credit in credited} == {"QUA001", "QUA013"}
    assert not kinds & {"market.answerkey", "decisions.review", "decisions.decision", "accounts.member"}
    assert AnswerKey.objects.get().digest.removeprefix("sha256:") not in everything.decode(errors="replace")
    secrets = [value.encode() for value in Credential.objects.values_list("client_secret", flat=True)]
    hidden = [b"bob@", b"Two want to see it.", b"Reads well.", b"A train was late.", b"41 of 43", *secrets]
    assert [word for word in hidden if word in everything] == []
