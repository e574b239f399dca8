"""An attempt is one person's, starts once, and ends when one function says."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone
from hypothesis import HealthCheck, given, settings, strategies as st

from hiring.accounts.models import Person
from hiring.assessments.deadlines import deadline_of, is_open, time_left
from hiring.assessments.models import Attempt, Cohort, Invitation
from hiring.assessments.queries import attempt_for_candidate, invitation_by_token
from hiring.assessments.services.attempting import extend_attempt, open_attempt, withdraw_attempt
from hiring.assessments.services.inviting import invite, invite_many, withdraw_invitation
from hiring.lib.refused import Refused


def test_alice_starts_once(invitation: Invitation, alice: Person) -> None:
    attempt = open_attempt(invitation=invitation, candidate=alice)
    assert is_open(attempt)
    with pytest.raises(Refused, match="already started"):
        open_attempt(invitation=invitation, candidate=alice)


def test_charlie_cannot_start_alices_invitation(invitation: Invitation, charlie: Person) -> None:
    with pytest.raises(Refused, match="another address"):
        open_attempt(invitation=invitation, candidate=charlie)


def test_it_refuses_an_expired_invitation(invitation: Invitation, alice: Person) -> None:
    with (
        time_machine.travel(invitation.expires_at + timedelta(seconds=1), tick=False),
        pytest.raises(Refused, match="expired"),
    ):
        open_attempt(invitation=invitation, candidate=alice)


def test_it_refuses_a_withdrawn_invitation(invitation: Invitation, alice: Person, bob: Person) -> None:
    withdraw_invitation(invitation=invitation, by=bob)
    with pytest.raises(Refused, match="withdrawn"):
        open_attempt(invitation=invitation, candidate=alice)


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.integers(1, 600), max_size=4))
def test_extensions_add_up_in_any_order(attempt: Attempt, bob: Person, minutes: list[int]) -> None:
    before = deadline_of(attempt)
    for one in minutes:
        extend_attempt(attempt=attempt, minutes=one, reason="asked for", by=bob)
    assert deadline_of(attempt) - before == timedelta(minutes=sum(minutes))


def test_an_extension_after_the_deadline_reopens_the_attempt(attempt: Attempt, bob: Person) -> None:
    late = deadline_of(attempt) + timedelta(minutes=5)
    with time_machine.travel(late, tick=False):
        assert time_left(attempt) == timedelta(0)
        extend_attempt(attempt=attempt, minutes=30, reason="illness", by=bob)
        assert time_left(attempt) == timedelta(minutes=25)


def test_a_withdrawn_attempt_has_no_time_left(attempt: Attempt, alice: Person) -> None:
    withdraw_attempt(attempt=attempt, by=alice)
    attempt.refresh_from_db()
    assert not is_open(attempt)


def test_a_stranger_is_told_nothing_of_an_attempt(attempt: Attempt, charlie: Person) -> None:
    with pytest.raises(Refused) as refusal:
        attempt_for_candidate(charlie, attempt.pk)
    assert refusal.value.status == 404


def test_the_link_finds_its_invitation_and_no_other(cohort: Cohort, bob: Person) -> None:
    invitation, token = invite(cohort=cohort, email="dora@example.com", name="Dora", by=bob)
    assert invitation_by_token(token) == invitation
    assert token not in str(vars(invitation))
    with pytest.raises(Refused, match="names no invitation"):
        invitation_by_token(token[:-1])


def test_one_bad_address_does_not_stop_the_others(cohort: Cohort, bob: Person) -> None:
    people = [("dora@example.com", ""), ("dora@example.com", ""), ("nobody at all", ""), ("emil@example.com", "")]
    outcome = invite_many(cohort=cohort, people=people, by=bob)
    assert [invitation.person.email for invitation, _ in outcome.sent] == ["dora@example.com", "emil@example.com"]
    assert len(outcome.refused) == 2


def test_pseudonyms_are_unique_in_a_cohort(cohort: Cohort, bob: Person) -> None:
    people = [(f"person{number}@example.com", "") for number in range(30)]
    sent = invite_many(cohort=cohort, people=people, by=bob).sent
    attempts = [open_attempt(invitation=one, candidate=one.person) for one, _ in sent]
    assert len({attempt.pseudonym for attempt in attempts}) == 30
    assert all(attempt.started_at <= timezone.now() for attempt in attempts)
