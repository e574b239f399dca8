"""Letters outlive mail servers: each is a row that is tried again, tells nobody its secret, and is given up aloud."""

from __future__ import annotations

from datetime import timedelta
from smtplib import SMTPServerDisconnected
from uuid import uuid4

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.db.models import F
from pytest_django import Settings

from hiring.accounts.models import Person
from hiring.assessments.models import Cohort
from hiring.assessments.services.inviting import invite
from hiring.audit.models import AuditRow
from hiring.letters.models import SENT, Letter
from hiring.letters.queries import given_up_about
from hiring.letters.services import keep_letter
from hiring.letters.tasks import LEASE_SECONDS, send, sweep
from hiring.lib.leases import FAILED, QUEUED

ADDRESS = "https://assay.example/report/"
WORDS = {"title": "Strikes & kites", "organisation": "Orchard", "number": 2, "address": ADDRESS}


@pytest.fixture
def letter(rows: None) -> Letter:
    """A letter to alice that waits."""
    return keep_letter(kind="report_ready", subject=uuid4(), to="alice@example.com", words=WORDS)


@pytest.fixture
def hung_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """A mail server that takes nothing."""

    def hang_up(letter: EmailMultiAlternatives) -> int:
        raise SMTPServerDisconnected

    monkeypatch.setattr(EmailMultiAlternatives, "send", hang_up)


def pass_time(letter: Letter) -> None:
    ago = timedelta(hours=1)
    Letter.objects.filter(pk=letter.pk).update(
        lease_until=F("lease_until") - ago, next_attempt_at=F("next_attempt_at") - ago
    )


def test_a_letter_is_text_with_html_beside_it_and_goes_once(letter: Letter) -> None:
    send(str(letter.pk))
    send(str(letter.pk))
    (sent,) = mail.outbox
    assert isinstance(sent, EmailMultiAlternatives)
    assert (sent.to, sent.subject) == (["alice@example.com"], "Your report is ready: Strikes & kites, submission 2")
    assert ADDRESS in str(sent.body)
    assert "Strikes &amp; kites" in str(sent.alternatives[0][0])


def test_what_it_says_lies_sealed_until_it_is_sent_and_not_at_all_afterwards(letter: Letter) -> None:
    assert ADDRESS.encode() not in bytes(letter.sealed)
    send(str(letter.pk))
    letter.refresh_from_db()
    assert (letter.state, bytes(letter.sealed)) == (SENT, b"")


def test_a_mail_server_that_is_slow_at_every_step_is_cut_short_well_before_another_may_send_it(
    letter: Letter, monkeypatch: pytest.MonkeyPatch
) -> None:
    def take_long(letter: EmailMultiAlternatives) -> int:
        raise SoftTimeLimitExceeded

    monkeypatch.setattr(EmailMultiAlternatives, "send", take_long)
    send(str(letter.pk))
    letter.refresh_from_db()
    assert (letter.state, letter.cause) == (QUEUED, "The mail server did not take it (SoftTimeLimitExceeded).")
    assert send.soft_time_limit < send.time_limit < LEASE_SECONDS


@pytest.mark.usefixtures("hung_up")
def test_a_mail_server_that_refuses_is_tried_thrice_and_then_operators_are_told(letter: Letter) -> None:
    for state in (QUEUED, QUEUED, FAILED):
        send(str(letter.pk))
        letter.refresh_from_db()
        assert letter.state == state
        pass_time(letter)
    assert bytes(letter.sealed) == b""
    told = AuditRow.objects.get(verb="letter.failed")
    assert told.facts["cause"] == "The mail server did not take it (SMTPServerDisconnected)."
    assert given_up_about([letter.subject, uuid4()]) == {letter.subject}


def test_a_letter_whose_doorbell_was_lost_is_rung_for_again(letter: Letter, monkeypatch: pytest.MonkeyPatch) -> None:
    rung: list[str] = []
    monkeypatch.setattr(send, "apply_async", lambda *, args, **_: rung.extend(args))
    pass_time(letter)
    sweep()
    assert rung == [str(letter.pk)]


def test_an_invitation_and_its_letter_are_one_fact(cohort: Cohort, bob: Person) -> None:
    invitation, token = invite(cohort=cohort, email="dora@example.com", name="Dora", by=bob)
    letter = Letter.objects.get(subject=invitation.pk)
    send(str(letter.pk))
    assert token in str(mail.outbox[0].body)
    letter.refresh_from_db()
    assert token.encode() not in bytes(letter.sealed)


def test_to_whom_a_letter_went_is_forgotten_in_time(letter: Letter, settings: Settings) -> None:
    send(str(letter.pk))
    waiting = keep_letter(kind="report_ready", subject=uuid4(), to="alice@example.com", words=WORDS)
    age = timedelta(days=settings.LETTERS_KEPT_DAYS)
    Letter.objects.update(next_attempt_at=F("next_attempt_at") - age + timedelta(hours=1))
    sweep()
    assert Letter.objects.count() == 2
    Letter.objects.update(next_attempt_at=F("next_attempt_at") - timedelta(hours=2))
    sweep()
    assert Letter.objects.get() == waiting
