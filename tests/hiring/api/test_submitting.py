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
from hiring.lib.uploads import LimitedUpload
from hiring.market.models import World
from tests.grader.factories import make_bundle, make_zip

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
