"""Whatever can't be taken is refused by page and API with the same sentence, and nothing of it is kept."""

from __future__ import annotations

import html
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.conf import settings as django_settings
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from hiring.assessments.deadlines import deadline_of
from hiring.assessments.models import Attempt
from hiring.grading.models import Run
from hiring.market.models import TrailEntry, World
from hiring.submissions.models import Submission
from tests.grader.factories import make_bundle, make_zip
from tests.journeys.conftest import uploaded


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What a door answered: its status, and everything it said."""

    status: int
    said: str


Door = Callable[[bytes], Answer]


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
    assert "All 5 submissions of this attempt have been handed in; the latest that was graded counts." in answer.said


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
