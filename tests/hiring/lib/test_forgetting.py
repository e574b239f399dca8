"""What is kept for a time only is forgotten after it, a batch at a time, and nothing sooner."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.db.models import F
from django.utils import timezone
from oauth2_provider.models import get_access_token_model

from hiring.lib import forgetting
from hiring.lib.idempotency import Answer, answer_once
from hiring.lib.models import IdempotentAnswer
from hiring.lib.tasks import forget

pytestmark = pytest.mark.django_db


def ask(key: str) -> Answer:
    return answer_once(scope="s", key=key, body_digest="d", work=lambda: Answer(status=200, body={}))


def test_an_answer_is_given_again_for_a_day_and_then_forgotten() -> None:
    ask("one")
    IdempotentAnswer.objects.update(created_at=F("created_at") - timedelta(hours=23))
    forget()
    assert ask("one").replayed
    IdempotentAnswer.objects.update(created_at=F("created_at") - timedelta(hours=2))
    forget()
    assert not ask("one").replayed


def test_sessions_and_tokens_are_forgotten_when_they_have_expired() -> None:
    now = timezone.now()
    tokens = get_access_token_model().objects
    for name, hours in (("over", -2), ("good", 2)):
        expires = now + timedelta(hours=hours)
        Session.objects.create(session_key=name, session_data="", expire_date=expires)
        tokens.create(token=name, expires=expires)
    forget()
    assert [one.session_key for one in Session.objects.all()] == ["good"]
    assert [one.expires > now for one in tokens.all()] == [True]


def test_no_more_than_a_batch_is_forgotten_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forgetting, "MOST_AT_ONCE", 2)
    for key in "abc":
        ask(key)
    IdempotentAnswer.objects.update(created_at=F("created_at") - timedelta(days=2))
    forget()
    assert IdempotentAnswer.objects.count() == 1
