"""Letters go out as text and HTML, and a mail server that refuses them breaks nothing."""

from __future__ import annotations

from smtplib import SMTPServerDisconnected

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives

from hiring.lib.letters import send_letter

WORDS = {
    "title": "Strikes & kites",
    "organisation": "Orchard",
    "number": 2,
    "address": "https://assay.example/report/",
}


def test_a_letter_is_text_with_html_beside_it() -> None:
    assert send_letter("report_ready", WORDS, to="alice@example.com")
    (letter,) = mail.outbox
    assert isinstance(letter, EmailMultiAlternatives)
    assert letter.subject == "Your report is ready: Strikes & kites, submission 2"
    assert "https://assay.example/report/" in str(letter.body)
    assert "Strikes &amp; kites" in str(letter.alternatives[0][0])


def test_a_mail_server_that_refuses_is_told_and_not_raised(monkeypatch: pytest.MonkeyPatch) -> None:
    def hang_up(letter: EmailMultiAlternatives) -> int:
        raise SMTPServerDisconnected

    monkeypatch.setattr(EmailMultiAlternatives, "send", hang_up)
    assert not send_letter("report_ready", WORDS, to="alice@example.com")
