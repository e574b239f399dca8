"""Whatever is wrong with what is sent, a sentence says what, where, the limit and the remedy; nothing is kept half."""

from __future__ import annotations

import html
import json
import re
import struct
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.conf import settings as django_settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from grader.finding import Finding
from grader.report import Report, parse_report
from hiring.accounts.models import Person
from hiring.assessments.deadlines import deadline_of
from hiring.assessments.models import Attempt
from hiring.grading.models import Run
from hiring.grading.tasks import grade
from hiring.market.models import TrailEntry, World
from hiring.market.services.credentials import Secret
from hiring.reputation.models import Credit
from hiring.submissions.models import Submission
from tests.fixtures.market import license_to
from tests.grader.factories import SCHEMA, make_bundle, make_zip
from tests.hiring.api.conftest import token_for

GIB = 1024**3
CLAIMED_SIZE = 24
"""Where an entry of a zip's directory states how large its member is, unpacked."""

TAG = re.compile(r"<[^>]+>")


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What a door answered: its status, and everything it said."""

    status: int
    said: str


Door = Callable[[bytes], Answer]
Make = Callable[[Path], Path]


@pytest.fixture
def pipeline(secret: Secret) -> Client:
    """Alice's pipeline."""
    return Client(headers={"Authorization": f"Bearer {token_for(secret)}"})


@pytest.fixture
def pages(alice: Person) -> Client:
    """Alice's browser."""
    client = Client()
    client.force_login(alice)
    return client


@pytest.fixture(params=["api", "page"])
def hand_in(request: pytest.FixtureRequest, world: World, pipeline: Client, pages: Client) -> Door:
    """Hand in by each of the two doors."""

    def by_api(data: bytes) -> Answer:
        answer = pipeline.post("/api/v1/submissions", {"bundle": uploaded(data)})
        document = answer.json()
        assert answer.status_code == 201 or answer["Content-Type"] == "application/problem+json"
        return Answer(status=answer.status_code, said=document.get("detail", ""))

    def by_page(data: bytes) -> Answer:
        answer = pages.post(f"/attempts/{world.attempt_id}/submissions/", {"bundle": uploaded(data)})
        return Answer(status=answer.status_code, said=html.unescape(answer.content.decode()))

    return by_api if request.param == "api" else by_page


def uploaded(data: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("bundle.zip", data, content_type="application/zip")


@contextmanager
def nothing_kept() -> Iterator[None]:
    """Nothing is in the storage or in the tables that wasn't there before."""

    def kept() -> tuple[object, ...]:
        files = {path for path in Path(django_settings.STORAGE_DIR).rglob("*") if path.is_file()}
        return files, Submission.objects.count(), Run.objects.count(), TrailEntry.objects.count()

    before = kept()
    yield
    assert kept() == before


def a_zip(folder: Path, word: str = "whole") -> bytes:
    return make_zip(make_bundle(folder / word, files={"answers.md": word.encode()})).read_bytes()


@pytest.mark.parametrize("data", [b"", b"\x80\x04 a pickle", b"PK"])
def test_what_is_no_zip_is_refused(hand_in: Door, data: bytes) -> None:
    with nothing_kept():
        answer = hand_in(data)
    assert answer.status == 422
    assert "not a zip archive. Zip the bundle folder (manifest.json at its top)" in answer.said


def test_a_zip_cut_in_the_middle_is_refused(hand_in: Door, tmp_path: Path) -> None:
    with nothing_kept():
        answer = hand_in(a_zip(tmp_path)[:2000])
    assert answer.status == 422
    assert "This zip of 2,000 bytes has no directory at its end" in answer.said
    assert "Make the zip again" in answer.said


def test_what_is_too_large_is_refused(hand_in: Door, settings: Settings, tmp_path: Path) -> None:
    settings.BUNDLE_MAX_BYTES = 1000
    with nothing_kept():
        answer = hand_in(a_zip(tmp_path))
    assert answer.status == 413
    assert "larger than 1,000 bytes, which is the limit. Leave out what was not asked for" in answer.said


def test_what_is_late_is_refused_and_the_deadline_named(hand_in: Door, world: World, tmp_path: Path) -> None:
    late = timezone.now() - timedelta(hours=72, minutes=1)
    Attempt.objects.filter(pk=world.attempt_id).update(started_at=late)
    deadline = deadline_of(Attempt.objects.get(pk=world.attempt_id))
    with nothing_kept():
        answer = hand_in(a_zip(tmp_path))
    assert answer.status == 409
    assert f"The deadline was {deadline:%-d %B %Y, %H:%M} UTC" in answer.said
    assert "Ask the organisation for an extension" in answer.said


def test_one_too_many_is_refused(hand_in: Door, tmp_path: Path) -> None:
    for number in range(5):
        assert hand_in(a_zip(tmp_path, f"try {number}")).status < 400
    with nothing_kept():
        answer = hand_in(a_zip(tmp_path, "another"))
    assert answer.status == 409
    assert "All 5 submissions of this attempt have been handed in; the latest one counts." in answer.said


def test_the_same_zip_twice_is_one_submission(hand_in: Door, tmp_path: Path) -> None:
    data = a_zip(tmp_path)
    hand_in(data)
    with nothing_kept():
        assert hand_in(data).status in (201, 302)
    assert Submission.objects.count() == Run.objects.count() == 1


def test_a_form_without_a_file_says_so(pipeline: Client, pages: Client, world: World) -> None:
    with nothing_kept():
        api = pipeline.post("/api/v1/submissions", {})
        page = pages.post(f"/attempts/{world.attempt_id}/submissions/", {})
    assert (api.status_code, api.json()["errors"][0]["pointer"]) == (422, "/bundle")
    assert (page.status_code, "Choose a zip file first." in page.content.decode()) == (422, True)


def test_an_address_that_has_expired_gives_no_byte(pipeline: Client) -> None:
    access = signed_address(pipeline)
    with time_machine.travel(timezone.now() + timedelta(seconds=61)):
        answer = Client().get(access)
    assert (answer.status_code, answer["Content-Type"]) == (403, "application/problem+json")
    assert answer.json()["instance"] == access.partition("?")[0]
    assert "expired" in answer.json()["detail"]
    assert "Ask for access again" in answer.json()["detail"]
    assert not TrailEntry.objects.filter(kind="bytes.served").exists()


def signed_address(pipeline: Client) -> str:
    def post(path: str, body: dict[str, Any]) -> Any:
        return pipeline.post(f"/api/v1/{path}", body, content_type="application/json").json()

    wish = {"use_case": "commercial-training", "region": "US", "retention_days": 90, "pricing_model": "per_request"}
    offer = post("datasets/wildlife-strikes/offers", wish)
    licence = post(f"offers/{offer['id']}/accept", {})
    url: str = post(f"licences/{licence['id']}/access", {"seconds": 60})["url"]
    return url.removeprefix(django_settings.PUBLIC_URL)


def without_manifest(folder: Path) -> Path:
    """A bundle that lacks its manifest."""
    return make_zip(make_bundle(folder, missing="manifest.json"))


def wrong_digest(folder: Path) -> Path:
    """A bundle whose sample was changed after its manifest was written."""
    bundle = make_bundle(folder)
    sample = bundle / "data" / "sample.csv"
    sample.write_bytes(sample.read_bytes().replace(b"DENVER", b"Denver"))
    return make_zip(bundle)


def two_gigabytes_claimed(folder: Path) -> Path:
    """A small zip whose directory claims that the sample has 2 GiB."""
    packed = make_zip(make_bundle(folder))
    with zipfile.ZipFile(packed) as archive:
        names = [member.filename for member in archive.infolist()]
    data, at = bytearray(packed.read_bytes()), -1
    for _ in range(names.index("data/sample.csv") + 1):
        at = data.index(b"PK\x01\x02", at + 1)
    struct.pack_into("<L", data, at + CLAIMED_SIZE, 2 * GIB)
    packed.write_bytes(data)
    return packed


def remote_reference(folder: Path) -> Path:
    """A bundle whose schema refers to one elsewhere."""
    elsewhere = {"airport": {"$ref": "https://schemas.example/airport.json"}}
    return make_zip(make_bundle(folder, schema={**SCHEMA, "properties": {**SCHEMA["properties"], **elsewhere}}))


@pytest.mark.parametrize(
    ("make", "file", "message", "limit", "fix"),
    [
        (without_manifest, "manifest.json", "The bundle has no manifest.", None, "Run `assay manifest`"),
        (wrong_digest, "data/sample.csv", "The manifest states sha256", None, "Run `assay manifest` after the last"),
        (two_gigabytes_claimed, "data/sample.csv", "It claims 2,147,483,648 bytes", "100 to 1", "Hand in the real"),
        (remote_reference, "schema.json", "the gate fetches nothing", None, "Copy what it refers to under `$defs`"),
    ],
)
def test_a_bad_bundle_gets_a_report_that_says_what_is_wrong_with_it(
    pipeline: Client,
    pages: Client,
    tmp_path: Path,
    make: Make,
    file: str,
    message: str,
    limit: str | None,
    fix: str,
) -> None:
    report, page = report_on(make(tmp_path).read_bytes(), pipeline, pages)
    found = finding_with(message, report)
    assert (found.place.file, found.limit) == (file, limit)
    assert fix in found.fix
    assert said(found.message) in page
    assert said(found.fix) in page
    assert said(report.not_scored or "") in page
    assert bool(report.not_scored) == (report.score is None) == (not Credit.objects.exists())


def test_a_licence_token_of_another_attempt_is_told_from_ones_own(
    pipeline: Client, pages: Client, other_world: World, tmp_path: Path
) -> None:
    foreign = license_to(other_world, "wildlife-strikes", pricing_model="per_request").token
    bundle = make_bundle(tmp_path, manifest={"license_token": foreign})
    report, page = report_on(make_zip(bundle).read_bytes(), pipeline, pages)
    found = finding_with("The licence token was given to another attempt.", report)
    assert (found.place.file, found.place.pointer) == ("manifest.json", "/license_token")
    assert "Copy license_token as the market answered it" in found.fix
    assert foreign not in page


def report_on(data: bytes, pipeline: Client, pages: Client) -> tuple[Report, str]:
    """Hand ``data`` in by the API, grade it in confinement, and read the report by the API and as a page."""
    submission = pipeline.post("/api/v1/submissions", {"bundle": uploaded(data)}).json()["id"]
    grade(str(Run.objects.get(submission=submission).pk))
    report = pipeline.get(f"/api/v1/submissions/{submission}/report").content
    page = pages.get(f"/submissions/{submission}/report/")
    assert page.status_code == 200
    assert report == pages.get(f"/submissions/{submission}/report.json").content
    return parse_report(report), html.unescape(TAG.sub("", page.content.decode()))


def said(sentence: str) -> str:
    """Return a sentence as a page says it: code stands in another type there, not between ticks."""
    return sentence.replace("`", "")


def finding_with(message: str, report: Report) -> Finding:
    """Return the finding of a report that says ``message``."""
    listed = [*report.unread, *(finding for outcome in report.outcomes for finding in outcome.findings)]
    found = [finding for finding in listed if message in finding.message]
    assert found, json.dumps([finding.message for finding in listed], indent=1)
    return found[0]
