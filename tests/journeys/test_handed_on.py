"""Work on another attempt's variant: its reviewers are told whose, its candidate nothing, and it costs no point."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from grader.report import Report as Found, Status, parse_report
from grader.watermark import Watermarks
from hiring.accounts.models import Person
from hiring.assessments.models import Attempt, Invitation
from hiring.assessments.services.inviting import invite
from hiring.grading import services
from hiring.grading.intake import submit_bundle
from hiring.grading.models import Report
from hiring.grading.tasks import grade
from hiring.market.models import Revision, World
from hiring.market.queries import answer_key_of, watermarks_of, world_of
from hiring.market.services.worlds import start_attempt
from hiring.submissions.models import Submission
from tests.grader.factories import SCHEMA, make_bundle, make_zip
from tests.storage import path_of


def work_on(world: World, folder: Path) -> bytes:
    """Return a bundle of half the rows of a variant, in another order."""
    variant = Revision.objects.get(answer_key__digest=answer_key_of(world.attempt))
    rows = list(csv.DictReader(io.StringIO(path_of(variant.digest).read_text())))[::2]
    kept = [{name: row.get(name, "train") for name in SCHEMA["properties"]} for row in rows]
    return make_zip(make_bundle(folder, rows=sorted(kept, key=lambda row: str(row["species"])))).read_bytes()


def handed_in(attempt: Attempt, bundle: bytes) -> Found:
    """Hand a bundle in for an attempt and return its whole report."""
    stream, began = io.BytesIO(bundle), timezone.now()
    return graded(submit_bundle(attempt=attempt, by=attempt.candidate, stream=stream, began_at=began))


def graded(submission: Submission) -> Found:
    """Grade what waits, and return the whole report of a submission's latest run."""
    grade()
    return parse_report(Report.objects.filter(run__submission=submission).latest("created_at").body.encode())


def status_of(report: Found) -> Status:
    return next(one.status for one in report.outcomes if one.code == "PRV007")


@pytest.fixture
def own(invitation: Invitation, alice: Person, catalogue: None) -> World:
    """Alice's market."""
    return world_of(start_attempt(invitation=invitation, candidate=alice)[0])


@pytest.fixture
def other(own: World, bob: Person, charlie: Person) -> World:
    """The market of charlie, who began after her, with a variant of his own."""
    invitation, _ = invite(cohort=own.attempt.invitation.cohort, email=charlie.email, name="", by=bob)
    return world_of(start_attempt(invitation=invitation, candidate=charlie)[0])


def test_reviewers_are_told_whose_work_it_is_and_the_candidate_neither_hears_nor_loses_anything(
    own: World, other: World, bob: Person, pages: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copied, name = handed_in(own.attempt, work_on(other, tmp_path)), other.attempt.pseudonym
    assert status_of(copied) is Status.FAILED
    assert "watermarks" in copied.inputs
    reviewer = Client()
    reviewer.force_login(bob)
    page = reviewer.get(f"/review/orchard/attempts/{own.attempt.pk}/").content.decode()
    assert "It is not shown that this work is their own" in page
    assert f"rows of the variant of {name} are here; a match by chance has a probability below 1 in 1,000" in page
    submission = own.attempt.submissions.get()
    for address in ("report/", "report.json"):
        told = pages.get(f"/submissions/{submission.pk}/{address}").content.decode()
        assert name not in told
        assert "watermarks" not in told
    monkeypatch.setattr(services, "watermarks_of", lambda *_: None)
    services.open_run(submission=submission)
    unasked = graded(submission)
    assert status_of(unasked) is Status.SKIPPED
    assert (unasked.score, unasked.criteria) == (copied.score, copied.criteria)


def test_own_work_passes_and_its_watermarks_are_the_same_for_ever(own: World, other: World, tmp_path: Path) -> None:
    assert status_of(handed_in(own.attempt, work_on(own, tmp_path))) is Status.PASSED
    alice, charlie = own.attempt.started_at, other.attempt.started_at
    assert watermarks_of(other.attempt, charlie) == watermarks_of(other.attempt, charlie + timedelta(days=1))
    assert own.attempt.pseudonym in str(watermarks_of(other.attempt, charlie))
    assert watermarks_of(own.attempt, alice) == Watermarks(others=()).to_json()
