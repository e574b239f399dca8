"""The trail is signed, whole, and reads back in the gate as what happened."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
import time_machine
from django.db import ProgrammingError, transaction
from django.utils import timezone

from grader.errors import Unreadable
from grader.trail import parse_trail
from hiring.keys.queries import jwks
from hiring.lib.refused import Refused
from hiring.market.models import TrailEntry, World
from hiring.market.queries import trail_document, wallet_of
from hiring.market.search import Search
from hiring.market.services import trail
from hiring.market.services.access import grant_access
from hiring.market.services.credentials import note_token
from hiring.market.services.discovery import search_datasets
from hiring.market.services.licensing import revoke_licence
from hiring.market.services.metering import Use, report_usage
from hiring.market.services.trail import append_trail
from tests.fixtures.market import license_to


def live(world: World) -> None:
    """Do a little of everything."""
    note_token(credential=world.credentials.get())
    search_datasets(world=world, search=Search(q="birds", min_label_coverage=0.95))
    licence = license_to(world, "airport-traffic", pricing_model="per_request")
    grant_access(world=world, licence_id=licence.pk)
    now = timezone.now()
    use = Use(event_id="1", licence=licence.pk, kind="fine_tune", quantity=1, model="m", feature="", occurred_at=now)
    report_usage(world=world, uses=[use])
    revoke_licence(licence=licence, reason="Withdrawn.")


def test_the_gate_reads_the_trail_it_is_given_and_proves_it(world: World) -> None:
    live(world)
    trail = parse_trail(trail_document(world.attempt), file="trail.json", jwks=jwks())
    assert trail.attempt == str(world.attempt_id)
    assert trail.budget_micro == world.budget_micro
    assert [entry.kind for entry in trail.entries] == [
        "attempt.started",
        "token.issued",
        "datasets.searched",
        "offer.made",
        "licence.issued",
        "money.charged",
        "access.granted",
        "usage.reported",
        "licence.revoked",
    ]
    [licence] = trail.licences.values()
    assert licence.revoked is not None
    assert trail.usage[0].event_id == "1"
    assert trail.spent_micro == wallet_of(world).spent_micro > 0


def test_a_trail_ends_where_it_was_asked_for(world: World) -> None:
    append_trail(world=world, kind="dataset.viewed", facts={"listing": "a"})
    moment = timezone.now()
    append_trail(world=world, kind="dataset.viewed", facts={"listing": "b"})
    trail = parse_trail(trail_document(world.attempt, as_of=moment), file="trail.json", jwks=jwks())
    assert (len(trail.entries), trail.as_of) == (2, moment)


def test_the_same_moment_gives_the_same_bytes(world: World) -> None:
    live(world)
    moment = timezone.now()
    assert trail_document(world.attempt, as_of=moment) == trail_document(world.attempt, as_of=moment)


@pytest.mark.parametrize("tamper", ["budget_micro", "entry", "dropped"])
def test_a_trail_that_was_changed_is_not_believed(world: World, tamper: str) -> None:
    live(world)
    document = json.loads(trail_document(world.attempt))
    match tamper:
        case "entry":
            document["entries"][2]["facts"]["results"] += 1
        case "dropped":
            document["entries"].pop()
        case field:
            document[field] += 1
    with pytest.raises(Unreadable):
        parse_trail(json.dumps(document).encode(), file="trail.json", jwks=jwks())


def test_entries_never_go_back_in_time_even_when_the_clock_does(world: World) -> None:
    with time_machine.travel(timezone.now() - timedelta(hours=1)):
        entry = append_trail(world=world, kind="dataset.viewed", facts={"listing": "a"})
    assert entry.at >= world.trail.get(sequence=1).at


@pytest.mark.usefixtures("world")
def test_the_database_refuses_to_change_an_entry() -> None:
    with pytest.raises(ProgrammingError, match="Cannot"), transaction.atomic():
        TrailEntry.objects.update(kind="dataset.viewed")
    with pytest.raises(ProgrammingError, match="Cannot"), transaction.atomic():
        TrailEntry.objects.all().delete()


def test_a_trail_has_an_end_and_still_takes_what_is_handed_in(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trail, "MOST_ENTRIES", world.trail.count())
    with pytest.raises(Refused, match="which is the limit") as refusal:
        append_trail(world=world, kind="datasets.searched", facts={"query": {}, "results": 0})
    assert refusal.value.status == 429
    append_trail(world=world, kind="submission.received", facts={"submission": "one", "digest": "two"})


def test_a_full_trail_leaves_out_that_somebody_signed_in(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trail, "MOST_ENTRIES", world.trail.count() + 1)
    for _ in range(2):
        note_token(credential=world.credentials.get())
    assert world.trail.filter(kind="token.issued").count() == 1
