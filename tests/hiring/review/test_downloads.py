"""Bundles and reports are taken away as files, never shown by the browser, and the log says who took a bundle."""

from __future__ import annotations

import json

import pytest

from grader.report import parse_report
from hiring.accounts.models import Person
from hiring.assessments.models import Attempt
from hiring.audit.models import AuditRow
from tests.hiring.grading.making import make_run
from tests.hiring.review.making import browser_of, hand_in_graded, store_bundle


def test_a_bundle_is_the_very_bytes_under_the_pseudonym(attempt: Attempt, bob: Person) -> None:
    data = store_bundle(hand_in_graded(attempt))
    answer = browser_of(bob).get(f"/review/orchard/attempts/{attempt.pk}/1/bundle.zip")
    assert b"".join(answer) == data
    assert answer.headers["Content-Type"] == "application/zip"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{attempt.pseudonym}-1.zip"'
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_the_audit_log_says_who_took_a_bundle(attempt: Attempt, bob: Person) -> None:
    submission = hand_in_graded(attempt)
    store_bundle(submission)
    browser_of(bob).get(f"/review/orchard/attempts/{attempt.pk}/1/bundle.zip")
    row = AuditRow.objects.get(verb="bundle.taken")
    assert (row.actor, row.subject) == (bob.pk, str(submission.pk))


def test_a_report_is_the_whole_one(attempt: Attempt, bob: Person) -> None:
    hand_in_graded(attempt)
    answer = browser_of(bob).get(f"/review/orchard/attempts/{attempt.pk}/1/report.json")
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    report = parse_report(answer.content)
    assert [outcome.code for outcome in report.outcomes] == ["SCH006", "QUA002", "QUA020"]
    assert json.loads(answer.content)["hidden"] == 0


def test_after_a_decision_a_report_is_the_stored_bytes(attempt: Attempt, bob: Person) -> None:
    submission = hand_in_graded(attempt)
    browser = browser_of(bob)
    form = {"reason": "Nothing is left to mend.", "submission": 1}
    browser.post(f"/review/orchard/attempts/{attempt.pk}/decision/advance/", form)
    answer = browser.get(f"/review/orchard/attempts/{attempt.pk}/1/report.json")
    assert answer.content.decode() == submission.runs.get().report.body


@pytest.mark.parametrize("file", ["2/bundle.zip", "2/report.json", "99999999999999999999/report.json", "1/report.json"])
def test_what_there_is_none_of_is_not_found(attempt: Attempt, bob: Person, file: str) -> None:
    make_run(attempt)
    assert browser_of(bob).get(f"/review/orchard/attempts/{attempt.pk}/{file}").status_code == 404
