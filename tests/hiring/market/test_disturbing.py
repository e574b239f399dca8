"""Webhooks that a fault plan sends twice or out of order: the same for everyone, and in the trail before they go."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from django.db import transaction
from pytest_django import Settings

from grader.reactions import reactions_in
from hiring.accounts.models import Organisation, Person
from hiring.assessments.models import Version
from hiring.assessments.services.publishing import create_assessment, read_ready
from hiring.keys.models import SigningKey
from hiring.market.models import World
from hiring.market.services import trail
from hiring.market.services.announcing import tell_revision
from hiring.market.services.discovery import view_dataset
from hiring.market.services.rotating import rotate_key
from hiring.webhooks.kinds import Kind
from hiring.webhooks.models import Delivery, Message
from hiring.webhooks.services.deliveries import HELD_BACK, due_deliveries
from hiring.webhooks.services.endpoints import add_endpoint
from hiring.webhooks.tasks import deliver
from tests.fixtures.receiver import Receiver, say

FAULTS = [
    {"id": "twice", "kind": "webhook_duplicated", "route": "webhook", "first": 1, "last": 1, "times": 2},
    {"id": "late", "kind": "webhooks_reordered", "route": "webhook", "first": 2, "last": 2},
]


@pytest.fixture
def version(organisation: Organisation, bob: Person) -> Version:
    """The ready assessment, whose webhooks are disturbed."""
    ready = read_ready("wildlife_strikes")
    draft = replace(ready, plan={**ready.plan, "faults": FAULTS})
    return create_assessment(organisation=organisation, slug="strikes", draft=draft, by=bob)


@pytest.fixture
def listening(world: World, receiver: Receiver, settings: Settings) -> World:
    """Alice's market, which tells her endpoint of new revisions and keys."""
    settings.WEBHOOKS_TO_LOOPBACK = True
    add_endpoint(owner=world.pk, url=receiver.url, kinds=[Kind.LISTING_REVISED, Kind.KEY_ROTATED])
    return world


Tell = Callable[[], str]


@pytest.fixture
def tell(listening: World) -> Tell:
    """Tell her of something and return the message's name."""
    revision = view_dataset(world=listening, slug="airport-traffic")

    def tell() -> str:
        with transaction.atomic():
            tell_revision(listening, revision)
        return Message.objects.latest("created_at").name

    return tell


def work() -> None:
    """Let a worker send all that is due, and what becomes due by it."""
    while due := due_deliveries():
        for delivery in due:
            deliver(str(delivery))


def arrived(receiver: Receiver) -> list[str]:
    return [got.headers["webhook-id"] for got in receiver.got]


def test_one_is_sent_twice_and_two_are_swapped_and_the_trail_knows_before_they_go(
    listening: World, receiver: Receiver, tell: Tell
) -> None:
    first, second = tell(), tell()
    played = [entry.facts for entry in listening.trail.filter(kind="fault.played").order_by("sequence")]
    assert [(facts["fault"], facts["ordinal"]) for facts in played] == [("twice", 1), ("late", 2)]
    work()
    assert arrived(receiver) == [first, first]
    third = tell()
    work()
    assert arrived(receiver) == [first, first, third, second]
    assert {got.body for got in receiver.got[:2]} == {receiver.got[0].body}
    assert [one.handled for one in reactions_in(list(listening.trail.order_by("sequence")))] == [None, None]
    assert not listening.trail.filter(kind="fault.followed").exists()


def test_what_is_held_back_is_not_held_for_long_and_goes_after_the_next_whether_that_was_taken_or_not(
    receiver: Receiver, tell: Tell
) -> None:
    tell()
    second = Delivery.objects.get(message__pk=tell().removeprefix("msg_"))
    assert second.next_attempt_at == second.created_at + HELD_BACK
    work()
    receiver.script = [say(503)]
    third = tell()
    work()
    assert arrived(receiver)[-2:] == [third, second.message.name]


def test_a_trail_that_is_full_keeps_nobody_from_being_told(
    listening: World, tell: Tell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trail, "MOST_ENTRIES", listening.trail.count())
    tell()
    assert listening.trail.latest("sequence").kind == "fault.played"


def test_everyone_of_a_cohort_is_told_alike(listening: World, other_world: World, receiver: Receiver) -> None:
    add_endpoint(owner=other_world.pk, url=f"{receiver.url}/other", kinds=[Kind.KEY_ROTATED])
    for _ in range(3):
        rotate_key(purpose=SigningKey.Purpose.SIGN)
    own, other = (
        [(entry.facts["fault"], entry.facts["ordinal"]) for entry in world.trail.filter(kind="fault.played")]
        for world in (listening, other_world)
    )
    assert own == other == [("twice", 1), ("late", 2)]
