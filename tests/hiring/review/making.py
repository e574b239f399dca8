"""Attempts for tests of reviewing: sat by somebody, handed in, graded as the test says."""

from __future__ import annotations

from collections.abc import Mapping

from django.test import Client

from grader.answer import Answer
from grader.families import Visibility
from grader.finding import Finding, Place, Severity
from grader.report import Outcome, Report, Status, compose_report, to_json
from grader.scoring import Weight
from hiring.accounts.models import Organisation, Person, Role
from hiring.accounts.services import add_member, person_with_email
from hiring.assessments.models import Attempt, Cohort
from hiring.assessments.services.attempting import open_attempt
from hiring.assessments.services.inviting import invite
from hiring.grading.models import Run
from hiring.grading.services import fail_or_retry, record_report
from hiring.lib.leases import lease
from hiring.lib.storage import put
from hiring.submissions.models import Submission
from tests.hiring.grading.making import make_run

WEIGHTS = (
    Weight(id="schema", title="Schema", family="schema", weight=40),
    Weight(id="quality", title="Quality", family="quality", weight=60),
)
CRITERIA = {"SCH": "schema", "QUA": "quality", "PRV": "quality"}
USUAL = {"SCH006": 1.0, "QUA002": 0.5, "QUA020": 0.8}
FOR_REVIEWERS = frozenset({"QUA020"})


def browser_of(person: Person) -> Client:
    """A browser in which ``person`` is signed in."""
    client = Client()
    client.force_login(person)
    return client


def member(organisation: Organisation, role: Role, by: Person) -> Person:
    """Somebody in that role."""
    person = person_with_email(email=f"{role}@orchard.example")
    add_member(organisation=organisation, person=person, role=role, by=by, name=f"Somebody {role.label}")
    return person


def sit(cohort: Cohort, by: Person, *, email: str, name: str = "") -> Attempt:
    """An attempt of somebody invited to the cohort."""
    invitation, _ = invite(cohort=cohort, email=email, name=name, by=by)
    return open_attempt(invitation=invitation, candidate=invitation.person)


def hand_in_graded(attempt: Attempt, measures: Mapping[str, float] = USUAL, *, number: int = 1) -> Submission:
    """Something handed in whose checks came out as given."""
    return hand_in_with(attempt, report_of(measures), number=number)


def hand_in_with(attempt: Attempt, report: Report, *, number: int = 1) -> Submission:
    """Something handed in that got that report."""
    run = make_run(attempt, number=number)
    leased = lease(Run, run.pk, seconds=60)
    assert leased is not None
    record_report(run=leased, body=to_json(report))
    return run.submission


def hand_in_failed(attempt: Attempt, cause: str, *, number: int = 1) -> Submission:
    """Something handed in that we failed to grade."""
    run = make_run(attempt, number=number)
    for _ in range(Run.MOST_ATTEMPTS):
        Run.objects.filter(pk=run.pk).update(next_attempt_at="2020-01-01T00:00Z")
        leased = lease(Run, run.pk, seconds=60)
        assert leased is not None
        fail_or_retry(run=leased, cause=cause)
    return run.submission


def report_of(
    measures: Mapping[str, float], *, said: str = "", value: str = "", not_scored: str | None = None
) -> Report:
    """A report in which each check of the given code measured that; ``said`` is in every finding and replied."""
    return compose_report(
        grader="1",
        inputs={},
        outcomes=tuple(outcome(code, measure, said=said, value=value) for code, measure in measures.items()),
        weights=WEIGHTS,
        pass_mark=60,
        not_scored=not_scored,
        unread=(),
        answers=(Answer(id="ai-use", question="What did you use AI for?", reply=said),),
    )


def outcome(code: str, measure: float, *, said: str, value: str) -> Outcome:
    """One check that measured that, weighing ten points, with findings where it was not perfect."""
    place = Place(
        file="data/part.csv", column="species", rows=(12,), values=(value,), key=("strike_id",), keys=((value,),)
    )
    seen = Finding(severity=Severity.ERROR, message=f"Seen by {code}. {said}", fix="Mend it.", place=place)
    return Outcome(
        code=code,
        family=CRITERIA[code[:3]],
        title=f"Title of {code}",
        status=Status.PASSED if measure == 1 else Status.FAILED,
        visibility=Visibility.REVIEWERS if code in FOR_REVIEWERS else Visibility.PUBLIC,
        criterion=CRITERIA[code[:3]],
        measure=measure,
        interval=(max(measure - 0.1, 0), min(measure + 0.1, 1)),
        points=10 * measure,
        of=10,
        summary=f"Summary of {code}. {said}",
        findings=() if measure == 1 else (seen, seen),
    )


def store_bundle(submission: Submission) -> bytes:
    """Put the bytes of a submission where they are looked for, and return them."""
    data = f"bundle {submission.number} of {submission.attempt_id}".encode()
    assert put(data, most=len(data)).digest == submission.digest
    return data
