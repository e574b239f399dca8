"""Deciding names what follows, asks why, and is kept for ever."""

from __future__ import annotations

import pytest
from django.core.mail import EmailMessage
from django.test import Client

from hiring.accounts.models import Organisation, Person, Role
from hiring.assessments.models import Attempt
from hiring.audit.models import AuditRow
from hiring.decisions.models import Decision, Review
from tests.hiring.grading.making import make_run
from tests.hiring.review.making import browser_of, hand_in_graded, member

WHY = "Repaired nearly all, and said what was left."


@pytest.fixture
def browser(bob: Person) -> Client:
    """Bob's."""
    return browser_of(bob)


def address(attempt: Attempt, kind: str) -> str:
    return f"/review/orchard/attempts/{attempt.pk}/decision/{kind}/"


def decide(browser: Client, attempt: Attempt, kind: str, *, reason: str = WHY, submission: int = 1) -> int:
    latest = attempt.decisions.order_by("-created_at").first()
    form = {"reason": reason, "submission": submission, "after": latest.pk if latest else ""}
    return browser.post(address(attempt, kind), form).status_code


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("advance", "name and e-mail address are shown"),
        ("decline", "name and e-mail address are shown"),
        ("hold", "identity stays hidden"),
    ],
)
def test_the_page_names_what_follows(attempt: Attempt, browser: Client, kind: str, said: str) -> None:
    hand_in_graded(attempt)
    page = browser.get(address(attempt, kind)).content.decode()
    assert said in page
    assert "None can be erased" in page
    assert "they may hand in again" in page


def test_looking_decides_nothing(attempt: Attempt, browser: Client) -> None:
    hand_in_graded(attempt)
    browser.get(address(attempt, "decline"))
    assert not Decision.objects.exists()


def test_a_decision_is_kept_with_its_reason(attempt: Attempt, browser: Client, bob: Person) -> None:
    submission = hand_in_graded(attempt)
    assert decide(browser, attempt, "advance") == 302
    kept = Decision.objects.get()
    assert (kept.kind, kept.reason, kept.decided_by, kept.submission) == ("advance", WHY, bob, submission)
    page = browser.get(f"/review/orchard/attempts/{attempt.pk}/").content.decode()
    assert WHY in page
    assert "is advanced" in page


@pytest.mark.parametrize("reason", ["", "   ", "too short", " " * 40])
def test_a_reason_is_required(attempt: Attempt, browser: Client, reason: str) -> None:
    hand_in_graded(attempt)
    assert decide(browser, attempt, "decline", reason=reason) == 422
    assert not Decision.objects.exists()


def test_a_later_decision_takes_the_place_of_an_earlier_one_and_erases_nothing(
    attempt: Attempt, browser: Client
) -> None:
    hand_in_graded(attempt)
    for kind in ("hold", "decline", "advance"):
        assert decide(browser, attempt, kind) == 302
    assert list(attempt.decisions.order_by("created_at").values_list("kind", flat=True)) == [
        "hold",
        "decline",
        "advance",
    ]
    page = browser.get(f"/review/orchard/attempts/{attempt.pk}/").content.decode()
    assert page.count("superseded") == 2


def test_whoever_decides_again_reads_what_was_decided_before(attempt: Attempt, browser: Client) -> None:
    hand_in_graded(attempt)
    assert "takes the place" not in browser.get(address(attempt, "advance")).content.decode()
    decide(browser, attempt, "hold")
    page = browser.get(address(attempt, "advance")).content.decode()
    assert "It takes the place of “on hold”" in page
    assert WHY in page


def test_it_promises_no_letter(attempt: Attempt, browser: Client, mailoutbox: list[EmailMessage]) -> None:
    hand_in_graded(attempt)
    mailoutbox.clear()
    assert "Assay writes to nobody about it" in browser.get(address(attempt, "decline")).content.decode()
    decide(browser, attempt, "decline")
    assert mailoutbox == []


def test_a_decision_made_meanwhile_is_read_first(attempt: Attempt, browser: Client, olive: Person) -> None:
    hand_in_graded(attempt)
    form = {"reason": WHY, "submission": 1, "after": ""}
    assert browser_of(olive).post(address(attempt, "hold"), form).status_code == 302
    page = browser.post(address(attempt, "decline"), form)
    assert page.status_code == 409
    assert "Olive has decided to hold" in page.content.decode()
    assert Decision.objects.get().kind == "hold"


def test_pressing_twice_decides_once(attempt: Attempt, browser: Client) -> None:
    hand_in_graded(attempt)
    form = {"reason": WHY, "submission": 1, "after": ""}
    assert browser.post(address(attempt, "advance"), form).status_code == 302
    assert browser.post(address(attempt, "advance"), form).status_code == 409
    assert Decision.objects.count() == 1


def test_nothing_handed_in_is_nothing_to_decide_on(attempt: Attempt, browser: Client) -> None:
    assert browser.get(address(attempt, "advance")).status_code == 409
    assert decide(browser, attempt, "advance") == 409


def test_a_run_under_way_is_waited_for(attempt: Attempt, browser: Client) -> None:
    make_run(attempt)
    assert browser.get(address(attempt, "decline")).status_code == 409
    assert decide(browser, attempt, "decline") == 409


@pytest.mark.parametrize("submission", ["2", "", "x", "-1", "99999999999999999999"])
def test_a_decision_is_on_something_that_was_handed_in(attempt: Attempt, browser: Client, submission: str) -> None:
    hand_in_graded(attempt)
    form = {"reason": WHY, "submission": submission, "after": ""}
    assert browser.post(address(attempt, "advance"), form).status_code in (404, 422)
    assert browser.get(f"{address(attempt, 'advance')}?submission={submission}x").status_code == 404
    assert not Decision.objects.exists()


def test_what_was_handed_in_after_a_decision_is_pointed_out(attempt: Attempt, browser: Client) -> None:
    hand_in_graded(attempt)
    decide(browser, attempt, "hold")
    hand_in_graded(attempt, number=2)
    page = browser.get(f"/review/orchard/attempts/{attempt.pk}/").content.decode()
    assert "submission 2 came after" in page


def test_there_are_three_decisions(attempt: Attempt, browser: Client) -> None:
    hand_in_graded(attempt)
    assert browser.get(address(attempt, "reject")).status_code == 404


def test_a_decision_and_who_it_revealed_are_in_the_audit_log(attempt: Attempt, browser: Client, bob: Person) -> None:
    hand_in_graded(attempt)
    for kind in ("hold", "advance", "decline"):
        decide(browser, attempt, kind)
    rows = AuditRow.objects.filter(subject=str(attempt.pk), verb__in=("attempt.decided", "identity.revealed"))
    assert [row.verb for row in rows.order_by("sequence")] == [
        "attempt.decided",
        "attempt.decided",
        "identity.revealed",
        "attempt.decided",
    ]
    assert {row.actor for row in rows} == {bob.pk}


def test_a_reason_is_shown_as_text(attempt: Attempt, browser: Client) -> None:
    hand_in_graded(attempt)
    decide(browser, attempt, "hold", reason="<script>alert('why')</script>")
    page = browser.get(f"/review/orchard/attempts/{attempt.pk}/").content.decode()
    assert "<script>alert" not in page


def test_a_reviewer_keeps_and_rewords_notes(
    attempt: Attempt, organisation: Organisation, olive: Person, browser: Client
) -> None:
    hand_in_graded(attempt)
    reviewer = browser_of(member(organisation, Role.REVIEWER, olive))
    for notes in ("Thorough.", "Thorough, though the card is <thin>."):
        form = {"notes": notes, "submission": 1}
        assert reviewer.post(f"/review/orchard/attempts/{attempt.pk}/review/", form).status_code == 302
    assert Review.objects.get().notes == "Thorough, though the card is <thin>."
    page = browser.get(f"/review/orchard/attempts/{attempt.pk}/").content.decode()
    assert "though the card is &lt;thin&gt;." in page
    assert "Somebody Reviewer" in page


def test_empty_notes_are_refused(attempt: Attempt, browser: Client) -> None:
    hand_in_graded(attempt)
    answer = browser.post(f"/review/orchard/attempts/{attempt.pk}/review/", {"notes": " ", "submission": 1})
    assert answer.status_code == 422
    assert not Review.objects.exists()
