"""A bundle handed in is graded in confinement and recorded once with its credits, or failed as our own fault."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.db.models import F

from grader.attestation import verify_token
from grader.digests import digest_of
from grader.gate import run_gate
from grader.inputs import Inputs
from grader.report import Status, parse_report, to_json
from hiring.audit.models import AuditRow
from hiring.confine import NotConfined
from hiring.grading import services
from hiring.grading.confined import GateFailed, refuse_unlike
from hiring.grading.models import Report, Run
from hiring.grading.queries import progress_of, quota_of, report_for
from hiring.grading.services import keep_lease, return_expired
from hiring.grading.tasks import grade, sweep
from hiring.keys.queries import jwks
from hiring.lib.leases import FAILED, LEASED, QUEUED, LostLease, lease
from hiring.market.models import World
from hiring.reputation.models import Credit
from hiring.submissions.models import Submission
from tests.hiring.grading.making import hand_in_bundle, hand_in_bytes, make_run
from tests.storage import path_of

NOT_AN_ARCHIVE = b"PK\x03\x04 and then an end that belongs to nothing" + b"PK\x05\x06" + b"\xff" * 16 + bytes(2)


@pytest.fixture
def run(world: World, tmp_path: Path) -> Run:
    """The run of alice's whole bundle, waiting."""
    return hand_in_bundle(world.attempt, tmp_path)


def graded(run: Run) -> Report:
    """Ring for a run and return its report."""
    grade()
    run.refresh_from_db()
    report = report_for(run.submission)
    assert report is not None, run.cause
    return report


def pass_time(run: Run, seconds: int = 3600) -> None:
    """Age a run: to the database it is now ``seconds`` later."""
    ago = timedelta(seconds=seconds)
    Run.objects.filter(pk=run.pk).update(lease_until=F("lease_until") - ago, next_attempt_at=F("next_attempt_at") - ago)


@pytest.fixture
def gate_that(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], bytes]], None]:
    """Put something in the gate's place."""

    def replace(answer: Callable[[], bytes]) -> None:
        monkeypatch.setattr(services, "grade_confined", lambda *_, **__: answer())

    return replace


def raising(problem: Exception) -> Callable[[], bytes]:
    def answer() -> bytes:
        raise problem

    return answer


def test_it_is_graded_once_however_often_the_bell_rings(run: Run) -> None:
    report = graded(run)
    grade()
    assert (run.state, run.attempts) == ("graded", 1)
    assert Report.objects.get() == report
    answered = [outcome for outcome in parse_report(report.body.encode()).outcomes if outcome.of > 0]
    assert sorted(Credit.objects.values_list("check_code", flat=True)) == sorted(one.code for one in answered)


def test_the_candidate_gets_the_same_bytes_at_home(run: Run) -> None:
    submission = run.submission
    at_home = Inputs.of(
        path_of(submission.digest),
        brief=path_of(submission.brief_digest),
        rubric=path_of(submission.rubric_digest),
        trail=path_of(submission.trail_digest),
    )
    assert graded(run).public == to_json(run_gate(at_home)).decode()


def test_the_brief_trusts_the_key_that_signed_the_trail(run: Run) -> None:
    outcomes = {one.code: one for one in parse_report(graded(run).public.encode()).outcomes}
    assert "trusted keys" not in outcomes["PRV001"].cause
    assert outcomes["PRV001"].status is not Status.SKIPPED


def test_the_report_is_signed(run: Run) -> None:
    report = graded(run)
    claims = verify_token(report.receipt, jwks(), typ="assay-receipt+jwt")
    assert (claims["digest"], claims["bundle"]) == (digest_of(report.public.encode()), run.submission.digest)


def test_a_broken_archive_gets_a_report_without_a_score_and_no_credit(world: World) -> None:
    report = graded(hand_in_bytes(world.attempt, NOT_AN_ARCHIVE))
    assert (report.score, Credit.objects.count()) == (None, 0)
    assert parse_report(report.public.encode()).not_scored


def test_what_we_can_not_grade_is_tried_thrice_then_failed_and_not_counted(
    run: Run, gate_that: Callable[[Callable[[], bytes]], None]
) -> None:
    left = quota_of(run.submission.attempt).left
    gate_that(raising(GateFailed("The gate was stopped because it took longer than its time limit.")))
    for _ in range(Run.MOST_ATTEMPTS + 1):
        grade()
        pass_time(run)
    progress = progress_of(run.submission)
    assert (progress.state, progress.attempts) == (FAILED, Run.MOST_ATTEMPTS)
    assert progress.cause == "The gate was stopped because it took longer than its time limit."
    assert quota_of(run.submission.attempt).left == left + 1
    assert AuditRow.objects.filter(verb="run.failed", subject=str(run.pk)).count() == 1


def test_what_failed_once_waits_and_is_then_graded(run: Run, gate_that: Callable[[Callable[[], bytes]], None]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(services, "grade_confined", lambda *_, **__: raising(NotConfined("No place is free."))())
        grade()
    run.refresh_from_db()
    assert (run.state, run.cause) == (QUEUED, "No place is free.")
    grade()
    assert report_for(run.submission) is None
    pass_time(run)
    assert graded(run).score is not None
    assert run.cause == ""


def test_a_lost_file_is_our_fault_and_its_path_is_not_told(run: Run) -> None:
    path_of(run.submission.digest).unlink()
    grade()
    run.refresh_from_db()
    assert (run.state, run.cause) == (QUEUED, "A stored file could not be read.")


def test_a_worker_that_lost_its_lease_writes_nothing(
    run: Run, gate_that: Callable[[Callable[[], bytes]], None]
) -> None:
    other = hand_in_bundle(run.submission.attempt, path_of(run.submission.digest).parent, number=2)
    Run.objects.filter(pk=run.pk).update(turn=other.turn + 1)
    body = graded(other).body

    def too_late() -> bytes:
        pass_time(run)
        assert lease(Run, run.pk, seconds=60) is not None
        return body.encode()

    gate_that(too_late)
    grade()
    run.refresh_from_db()
    assert (run.state, run.fence) == (LEASED, 2)
    assert report_for(run.submission) is None
    assert not Credit.objects.filter(run=run.pk).exists()


def test_a_lease_is_renewed_in_time_and_the_work_ended_when_it_is_lost(run: Run) -> None:
    held = lease(Run, run.pk, seconds=1)
    assert held is not None
    now = 0.0
    meanwhile = keep_lease(held, lambda: now)
    before = held.lease_until
    now = 20.0
    meanwhile()
    assert before is not None
    assert held.lease_until is not None
    assert held.lease_until > before
    pass_time(run)
    return_expired()
    now = 40.0
    with pytest.raises(LostLease):
        meanwhile()


def test_a_dead_workers_run_returns_and_after_three_deaths_it_fails(run: Run) -> None:
    for _ in range(Run.MOST_ATTEMPTS):
        assert lease(Run, run.pk, seconds=60) is not None
        pass_time(run)
        sweep()
    run.refresh_from_db()
    assert (run.state, run.cause) == (FAILED, "The worker that graded it stopped.")
    assert AuditRow.objects.filter(verb="run.failed", subject=str(run.pk)).count() == 1


def test_the_same_bytes_open_no_second_run(run: Run) -> None:
    again = hand_in_bytes(run.submission.attempt, path_of(run.submission.digest).read_bytes())
    assert again == run
    assert Submission.objects.count() == Run.objects.count() == 1


def test_a_report_of_other_files_is_not_believed(run: Run) -> None:
    body = graded(run).body.encode()
    refuse_unlike(body, {"bundle": run.submission.digest})
    with pytest.raises(GateFailed, match="other files than it was given"):
        refuse_unlike(body, {"bundle": run.submission.trail_digest})


def test_what_breaks_the_gate_can_not_be_handed_in_for_ever(world: World) -> None:
    usual = quota_of(world.attempt).allowed
    for number in range(1, usual + 3):
        Run.objects.filter(pk=make_run(world.attempt, number=number).pk).update(state=FAILED)
    assert quota_of(world.attempt).allowed == 2 * usual
