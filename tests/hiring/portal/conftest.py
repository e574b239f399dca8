"""Browsers of alice and of others, and submissions of hers that were graded."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from grader.answer import Answer
from grader.families import Visibility
from grader.finding import Finding, Place, Severity
from grader.report import Blame, Outcome, Status, compose_report, to_json
from grader.scoring import Weight
from hiring.accounts.models import Person
from hiring.assessments.models import Attempt
from hiring.grading.intake import submit_bundle
from hiring.grading.models import Run
from hiring.grading.services import record_report
from hiring.lib.leases import lease
from hiring.market.models import World
from hiring.submissions.models import Submission

Grade = Callable[[Submission], Submission]
HandIn = Callable[..., Submission]


def zipped(word: str) -> bytes:
    """A zip that differs by ``word`` alone."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(zipfile.ZipInfo("manifest.json"), f'{{"dataset_id": "{word}"}}')  # of 1980, not of now
    return packed.getvalue()


def outcome(code: str, status: Status, **facts: object) -> Outcome:
    """How one check ended, weighing four points of quality where it was answered."""
    of = 4.0 if status in (Status.PASSED, Status.FAILED) else 0.0
    told = {"of": of, "criterion": "quality", "visibility": Visibility.PUBLIC, **facts}
    return Outcome(code=code, family="quality", title=f"Title of {code}", status=status, **told)  # type: ignore[arg-type]


LEAK = Finding(
    severity=Severity.ERROR,
    message="`cost_total` gives the label away.",
    fix="Leave out the cost columns.",
    place=Place(
        file="data/train.csv",
        column="cost_total",
        rows=(118, 204),
        values=("66,818", "<b>0</b>"),
        key=("strike_id",),
        keys=(("214417",), ("<i>",)),
    ),
    count=312,
)
OUTCOMES = (
    outcome("QUA001", Status.PASSED, measure=1.0, points=4.0, summary="There are enough rows."),
    outcome("QUA013", Status.FAILED, measure=0.25, points=1.0, summary="One column leaks.", findings=(LEAK,)),
    outcome("QUA009", Status.CRASHED, blame=Blame.US, cause="A check of ours broke."),
    outcome("QUA020", Status.PASSED, measure=1.0, points=4.0, visibility=Visibility.REVIEWERS, summary="41 of 43."),
)
ANSWERS = (
    Answer(id="left-out", question="What did you leave out?", reply="Two rows:\n<b>both</b> of no day.", unshown=1_200),
    Answer(id="one-more-week", question="What would you do with a week more?"),
    Answer(id="ai-use", question="What did you use AI for?", withheld="answers.md could not be read."),
)


def report_bytes() -> bytes:
    """A whole report: one passed, one failed, one crashed, one that reviewers alone see."""
    return to_json(
        compose_report(
            grader="1.0",
            inputs={},
            outcomes=OUTCOMES,
            weights=(Weight(id="quality", title="Quality", family="quality", weight=100),),
            pass_mark=60,
            not_scored=None,
            unread=(),
            answers=ANSWERS,
        )
    )


@pytest.fixture
def her_browser(alice: Person) -> Client:
    """Alice, signed in."""
    client = Client()
    client.force_login(alice)
    return client


@pytest.fixture
def his_browser(charlie: Person) -> Client:
    """Charlie, signed in."""
    client = Client()
    client.force_login(charlie)
    return client


@pytest.fixture
def her_attempt(world: World) -> Attempt:
    """Alice's attempt, with its market."""
    return world.attempt


@pytest.fixture
def hand_in(her_attempt: Attempt, alice: Person) -> HandIn:
    """Hand in a bundle that differs by its word."""

    def hand_in(word: str = "first") -> Submission:
        stream = io.BytesIO(zipped(word))
        return submit_bundle(attempt=her_attempt, by=alice, stream=stream, began_at=timezone.now())

    return hand_in


@pytest.fixture
def grade() -> Grade:
    """Let a worker end the run of a submission with a report."""

    def grade(submission: Submission) -> Submission:
        run = lease(Run, submission.runs.get().pk, seconds=60)
        assert run is not None
        record_report(run=run, body=report_bytes())
        return submission

    return grade
