"""Ways of working come out far apart: care is rewarded in full, and haste does not pass for reasons that are named."""

from __future__ import annotations

from pathlib import Path

from demo.diligence import careful, hasty
from grader.report import Report, Status
from tests.starterkit.desk import graded, work_through

MARGIN = 15


def failed(report: Report) -> set[str]:
    return {outcome.code for outcome in report.outcomes if outcome.status is Status.FAILED}


def test_the_exercise_is_solved_by_careful_work(tmp_path: Path) -> None:
    report = graded(work_through(tmp_path, stages=careful.STAGES))
    assert report.score
    assert report.score.value >= 99
    assert failed(report) == set()


def test_dropping_what_is_not_perfect_a_random_split_and_the_costs_are_told_and_fail(tmp_path: Path) -> None:
    report = graded(work_through(tmp_path, stages=hasty.STAGES))
    assert report.score
    assert report.score.high < report.score.pass_mark - MARGIN
    assert {"QUA001", "QUA013", "QUA014", "QUA020", "QUA021"} <= failed(report)
