"""What happens while a bundle is on its way counts: it is asked again when the bundle is here."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from hiring.accounts.models import Person
from hiring.assessments.deadlines import deadline_of
from hiring.assessments.models import Attempt
from hiring.assessments.services.attempting import extend_attempt, withdraw_attempt
from hiring.lib.refused import Refused
from hiring.submissions.intake import begin_upload, drop_upload, take_part
from hiring.submissions.models import Submission, Upload
from hiring.submissions.services import LONGEST_UPLOAD, GateInputs, Received, receive
from tests.hiring.submissions.test_receiving import ZIP
from tests.racing import overtaken

pytestmark = pytest.mark.usefixtures("live_database")


def lock(attempt: Attempt) -> None:
    Attempt.objects.select_for_update().get(pk=attempt.pk)


def hand_in(attempt: Attempt, allowed: list[int]) -> Received:
    return receive(
        attempt=attempt,
        by=attempt.candidate,
        stream=io.BytesIO(ZIP),
        began_at=timezone.now(),
        allowed=allowed.pop,
        inputs=lambda: GateInputs(brief=b"{}", rubric=b"{}", trail=b"[]"),
        along=lambda submission: None,
    )


def test_a_bundle_that_a_withdrawal_overtakes_is_refused(attempt: Attempt) -> None:
    answer = overtaken(
        lambda: hand_in(attempt, [1]),
        lock=lambda: lock(attempt),
        by=lambda: withdraw_attempt(attempt=attempt, by=attempt.candidate),
    )
    assert isinstance(answer, Refused)
    assert answer.code == "attempt_withdrawn"
    assert not Submission.objects.exists()


def test_how_many_are_allowed_is_asked_when_the_bundle_is_here(attempt: Attempt) -> None:
    allowed = [1]
    answer = overtaken(lambda: hand_in(attempt, allowed), lock=lambda: lock(attempt), by=lambda: allowed.append(0))
    assert isinstance(answer, Refused)
    assert answer.code == "no_submissions_left"


def test_time_granted_during_an_upload_counts_for_it(attempt: Attempt, bob: Person) -> None:
    known = Attempt.objects.prefetch_related("extensions").get(pk=attempt.pk)
    ends = deadline_of(known)
    with time_machine.travel(ends + LONGEST_UPLOAD + timedelta(seconds=5), tick=False):
        extend_attempt(attempt=attempt, minutes=60, reason="The line was down.", by=bob)
        received = receive(
            attempt=known,
            by=attempt.candidate,
            stream=io.BytesIO(ZIP),
            began_at=ends - timedelta(seconds=5),
            allowed=lambda: 1,
            inputs=lambda: GateInputs(brief=b"{}", rubric=b"{}", trail=b"[]"),
            along=lambda submission: None,
        )
    assert received.new


def test_an_upload_deleted_while_a_part_arrives_is_gone_with_that_part(attempt: Attempt) -> None:
    upload = begin_upload(attempt=attempt, size=2, began_at=timezone.now())
    overtaken(
        lambda: drop_upload(attempt=attempt, upload_id=upload.pk),
        lock=lambda: Upload.objects.select_for_update().get(),
        by=lambda: take_part(attempt=attempt, upload_id=upload.pk, first=0, data=b"12"),
    )
    assert not Upload.objects.exists()
