"""Handing in by the API: what counts is when the upload began."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from hiring.assessments.deadlines import deadline_of
from hiring.assessments.models import Attempt
from hiring.grading import services
from hiring.grading.confined import GateFailed
from hiring.grading.models import Run
from hiring.grading.tasks import grade, sweep
from hiring.lib.leases import lease
from hiring.lib.uploads import LimitedUpload
from hiring.market.models import World
from tests.grader.factories import make_bundle, make_zip
from tests.hiring.grading.making import make_run
from tests.hiring.lib.test_leases import pass_time

SOON = timedelta(seconds=5)


@pytest.mark.parametrize(("left", "status"), [(SOON, 201), (-SOON, 409)])
def test_an_upload_begun_before_the_deadline_counts_whenever_it_ends(
    pipeline: Client, world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, left: timedelta, status: int
) -> None:
    bundle = SimpleUploadedFile("bundle.zip", make_zip(make_bundle(tmp_path / "bundle")).read_bytes())
    too_late = deadline_of(world.attempt) - timezone.now() - left
    Attempt.objects.filter(pk=world.attempt_id).update(started_at=world.attempt.started_at - too_late)
    end = LimitedUpload.file_complete
    with time_machine.travel(timezone.now(), tick=False) as clock:

        def end_late(handler: LimitedUpload, size: int) -> object:
            clock.shift(2 * SOON)
            return end(handler, size)

        monkeypatch.setattr(LimitedUpload, "file_complete", end_late)
        answer = pipeline.post("/api/v1/submissions", {"bundle": bundle})
    assert answer.status_code == status, answer.content


def test_each_time_a_run_is_put_back_is_told_with_its_cause_and_so_is_the_last(
    pipeline: Client, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_down(*_: object, **__: object) -> bytes:
        raise GateFailed("The gate took longer than its time limit.")

    monkeypatch.setattr(services, "grade_confined", break_down)
    run = make_run(world.attempt)
    assert lease(Run, run.pk, seconds=60) is not None
    for _ in range(Run.MOST_ATTEMPTS):  # the first worker was killed, and never says so
        pass_time(run)
        sweep()
        grade()
    events = pipeline.get(f"/api/v1/submissions/{run.submission_id}/events").json()["events"]
    assert [(event["kind"], event["cause"]) for event in events] == [
        ("received", ""),
        ("queued", ""),
        ("queued", "The worker that graded it stopped."),
        ("queued", "The gate took longer than its time limit."),
        ("failed", "The gate took longer than its time limit."),
    ]
    assert [event["at"] for event in events] == sorted(event["at"] for event in events)
