"""A bundle may come in parts: a line that breaks costs a part, and what is handed in is what was sent."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import given, settings as hypothesis_settings, strategies as st
from pytest_django import Settings

from grader.digests import digest_of
from hiring.assessments.deadlines import deadline_of
from hiring.assessments.models import Attempt
from hiring.lib.storage import open_digest
from hiring.market.models import World
from hiring.submissions.intake import LEAST_PART_BYTES
from hiring.submissions.models import Part, Submission, Upload
from hiring.submissions.tasks import forget
from hiring.submissions.uploads import Joined
from tests.grader.factories import make_bundle, make_zip

UPLOADS = "/api/v1/uploads"
SUBMISSIONS = "/api/v1/submissions"
PART = "application/offset+octet-stream"


@pytest.fixture
def zipped(tmp_path: Path, settings: Settings) -> bytes:
    settings.STORAGE_DIR = tmp_path / "storage"
    return make_zip(large_bundle(tmp_path / "bundle")).read_bytes()


def large_bundle(folder: Path) -> Path:
    """A bundle of more than two parts."""
    bundle = make_bundle(folder)
    (bundle / "noise.bin").write_bytes(random.Random(7).randbytes(2 * LEAST_PART_BYTES))
    return bundle


def begin(pipeline: Client, size: int, **headers: str) -> Any:
    return pipeline.post(UPLOADS, headers={"Upload-Length": str(size), **headers})


def send(pipeline: Client, address: str, first: int, data: bytes) -> Any:
    return pipeline.patch(address, data, content_type=PART, headers={"Upload-Offset": str(first)})


def hand_in(pipeline: Client, address: str, digest: str) -> Any:
    said = {"upload": address.rsplit("/")[-1], "digest": digest}
    return pipeline.post(SUBMISSIONS, said, content_type="application/json")


def test_a_bundle_in_parts_becomes_the_submission_it_would_have_been_at_once(pipeline: Client, zipped: bytes) -> None:
    address = begin(pipeline, len(zipped))["Location"]
    half = len(zipped) // 2
    assert send(pipeline, address, 0, zipped[:half]).status_code == 204
    assert hand_in(pipeline, address, digest_of(zipped)).json()["type"].endswith("upload_incomplete")
    assert send(pipeline, address, 0, zipped[:half]).status_code == 409
    assert pipeline.head(address)["Upload-Offset"] == str(half)
    assert send(pipeline, address, half, zipped[half:])["Upload-Offset"] == str(len(zipped))
    first, again = (hand_in(pipeline, address, digest_of(zipped)) for _ in range(2))
    assert (first.status_code, first.json()) == (201, again.json())
    with open_digest(digest_of(zipped)) as kept:
        assert kept.read() == zipped
    assert not Part.objects.exists()
    events = pipeline.get(f"{SUBMISSIONS}/{first.json()['id']}/events").json()["events"]
    assert [event["kind"] for event in events] == ["received", "queued"]


def test_bytes_other_than_those_named_are_not_handed_in(pipeline: Client, zipped: bytes) -> None:
    address = begin(pipeline, len(zipped))["Location"]
    send(pipeline, address, 0, zipped)
    assert hand_in(pipeline, address, digest_of(b"another")).json()["type"].endswith("digest_differs")
    assert not Submission.objects.exists()


def test_an_upload_begun_before_the_deadline_counts(pipeline: Client, world: World, zipped: bytes) -> None:
    address = begin(pipeline, len(zipped))["Location"]
    over_now = world.attempt.started_at + (timezone.now() - deadline_of(world.attempt))
    Attempt.objects.filter(pk=world.attempt_id).update(started_at=over_now)
    assert begin(pipeline, 1).json()["type"].endswith("after_deadline")
    send(pipeline, address, 0, zipped)
    assert hand_in(pipeline, address, digest_of(zipped)).status_code == 201


@pytest.mark.parametrize(
    ("ask", "status"),
    [
        (lambda pipeline, address: begin(pipeline, 10**12), 413),
        (lambda pipeline, address: begin(pipeline, 0), 413),
        (lambda pipeline, address: pipeline.post(UPLOADS), 400),
        (lambda pipeline, address: begin(pipeline, 1, **{"Tus-Resumable": "0.2.2"}), 412),
        (lambda pipeline, address: send(pipeline, address, 0, b"123456"), 413),
        (lambda pipeline, address: send(pipeline, address, 0, b"1234"), 422),
        (lambda pipeline, address: send(pipeline, address, 1, b"1"), 409),
        (lambda pipeline, address: pipeline.patch(address, b"1", content_type="text/plain"), 415),
    ],
)
def test_what_does_not_fit_is_refused_and_nothing_of_it_kept(
    pipeline: Client, ask: Callable[[Client, str], Any], status: int
) -> None:
    address = begin(pipeline, 5)["Location"]
    answer = ask(pipeline, address)
    assert (answer.status_code, answer["Tus-Resumable"]) == (status, "1.0.0"), answer.content
    assert (Upload.objects.count(), Upload.objects.get().received, Part.objects.count()) == (1, 0, 0)


def test_an_attempt_has_few_uploads_at_once_and_one_deleted_makes_room(pipeline: Client) -> None:
    addresses = [begin(pipeline, 5)["Location"] for _ in range(3)]
    assert begin(pipeline, 5).status_code == 409
    assert pipeline.delete(addresses[0]).status_code == 204
    assert begin(pipeline, 5).status_code == 201


def test_the_same_bytes_handed_in_again_and_again_leave_no_upload_behind(pipeline: Client, zipped: bytes) -> None:
    for _ in range(5):
        address = begin(pipeline, len(zipped))["Location"]
        send(pipeline, address, 0, zipped)
        assert hand_in(pipeline, address, digest_of(zipped)).status_code == 201
    assert (Submission.objects.count(), Upload.objects.count(), Part.objects.count()) == (1, 0, 0)


def test_one_begun_under_a_key_is_begun_once(pipeline: Client) -> None:
    key = {"Idempotency-Key": "mine"}
    first, again = begin(pipeline, 5, **key), begin(pipeline, 5, **key)
    assert first["Location"] == again["Location"]
    assert begin(pipeline, 6, **key).status_code == 422


def test_one_that_nobody_went_on_with_is_forgotten(pipeline: Client) -> None:
    address = begin(pipeline, LEAST_PART_BYTES + 1)["Location"]
    send(pipeline, address, 0, bytes(LEAST_PART_BYTES))
    Upload.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    forget()
    assert (pipeline.head(address).status_code, Part.objects.count()) == (410, 1)
    Upload.objects.update(expires_at=timezone.now() - timedelta(hours=2))
    forget()
    assert not Upload.objects.exists()


@hypothesis_settings(max_examples=30)
@given(pieces=st.lists(st.binary(max_size=9), max_size=6), sizes=st.lists(st.integers(1, 7), min_size=1))
def test_joined_parts_are_the_bytes_that_were_cut(pieces: list[bytes], sizes: list[int]) -> None:
    joined = Joined([piece for piece in pieces if piece], digest=digest_of(b"".join(pieces)))
    taken = bytearray()
    while piece := joined.read(sizes[len(taken) % len(sizes)]):
        taken += piece
    assert taken == b"".join(pieces)
