"""A bundle is received once, in time, whole or not at all, and gets a receipt anyone can check."""

from __future__ import annotations

import io
from contextlib import nullcontext
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.utils import timezone
from pytest_django import Settings

from grader.attestation import verify_token
from hiring.accounts.models import Person
from hiring.assessments.deadlines import deadline_of
from hiring.assessments.models import Attempt
from hiring.keys.queries import jwks
from hiring.lib.refused import Refused
from hiring.lib.storage import exists, open_digest
from hiring.submissions.models import Submission
from hiring.submissions.services import LONGEST_UPLOAD, GateInputs, Received, receive

END = b"PK\x05\x06" + bytes(18)
ZIP = b"PK\x03\x04" + b"the rest of an archive" + END


@pytest.fixture(autouse=True)
def storage(tmp_path: Path, settings: Settings) -> Path:
    settings.STORAGE_DIR = tmp_path
    return tmp_path


def hand_in(attempt: Attempt, by: Person, data: bytes = ZIP, *, late: timedelta = timedelta(0)) -> Received:
    return receive(
        attempt=attempt,
        by=by,
        stream=io.BytesIO(data),
        began_at=timezone.now() + late,
        allowed=lambda: 2,
        inputs=lambda: GateInputs(brief=b"{}", rubric=b"{}", trail=b"[]"),
        along=lambda submission: None,
    )


def test_the_bytes_and_the_inputs_are_kept(attempt: Attempt, alice: Person) -> None:
    submission = hand_in(attempt, alice).submission
    with open_digest(submission.digest) as kept:
        assert kept.read() == ZIP
    assert exists(submission.trail_digest)


def test_the_receipt_names_the_bytes_and_verifies(attempt: Attempt, alice: Person) -> None:
    submission = hand_in(attempt, alice).submission
    claims = verify_token(submission.receipt, jwks(), typ="assay-receipt+jwt")
    assert (claims["digest"], claims["size"]) == (submission.digest, len(ZIP))


def test_the_same_bytes_are_the_same_submission(attempt: Attempt, alice: Person) -> None:
    first, second = hand_in(attempt, alice), hand_in(attempt, alice)
    assert (second.submission, second.new) == (first.submission, False)


@pytest.mark.parametrize("too_long", [False, True])
def test_an_upload_begun_in_time_may_end_a_while_after_the_deadline(
    attempt: Attempt, alice: Person, *, too_long: bool
) -> None:
    took = LONGEST_UPLOAD + timedelta(seconds=5 if too_long else -5)
    refused = pytest.raises(Refused, match="may take 30 minutes more") if too_long else nullcontext()
    with time_machine.travel(deadline_of(attempt) + took, tick=False), refused:
        hand_in(attempt, alice, late=-took)
    assert Submission.objects.exists() is not too_long


def test_it_refuses_a_bundle_begun_after_the_deadline(attempt: Attempt, alice: Person) -> None:
    past = deadline_of(attempt) - timezone.now() + timedelta(seconds=1)
    with pytest.raises(Refused, match="The deadline was"):
        hand_in(attempt, alice, late=past)


def test_it_refuses_what_is_no_zip(attempt: Attempt, alice: Person, storage: Path) -> None:
    with pytest.raises(Refused, match="not a zip"):
        hand_in(attempt, alice, b"\x80\x04pickle")
    assert not any(path.is_file() for path in storage.rglob("*"))


@pytest.mark.parametrize("empty", [END, END[:-2] + b"\x02\x00hi"])
def test_it_refuses_a_zip_without_a_file_and_counts_nothing(
    attempt: Attempt, alice: Person, storage: Path, empty: bytes
) -> None:
    with pytest.raises(Refused, match="holds no file"):
        hand_in(attempt, alice, empty)
    assert not Submission.objects.exists()
    assert not any(path.is_file() for path in storage.rglob("*"))


def test_it_refuses_more_than_the_limit_and_keeps_nothing(
    attempt: Attempt, alice: Person, settings: Settings, storage: Path
) -> None:
    settings.BUNDLE_MAX_BYTES = 10
    with pytest.raises(Refused, match="larger than 10 bytes"):
        hand_in(attempt, alice)
    assert not any(path.is_file() for path in storage.rglob("*"))


def test_it_refuses_one_more_than_allowed(attempt: Attempt, alice: Person) -> None:
    hand_in(attempt, alice, ZIP + b"1")
    hand_in(attempt, alice, ZIP + b"2")
    with pytest.raises(Refused, match="All 2 submissions"):
        hand_in(attempt, alice, ZIP + b"3")
    assert list(Submission.objects.values_list("number", flat=True)) == [1, 2]
