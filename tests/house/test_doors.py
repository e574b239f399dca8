"""Who may open what: every address, by everyone, about alice's things and never about another's."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from hiring.accounts.models import Organisation, Person, Role
from hiring.accounts.services import add_member, create_organisation, person_with_email
from hiring.assessments.models import Invitation
from hiring.assessments.services.inviting import invite
from hiring.assessments.services.publishing import open_cohort
from hiring.market.models import Licence, Transform, World
from hiring.market.services.access import grant_access
from hiring.market.services.credentials import issue_credential
from hiring.market.services.keys import issue_key
from hiring.market.services.licensing import make_offer
from hiring.submissions.intake import begin_upload
from tests.fixtures.market import TRAINING
from tests.hiring.api.conftest import token_for
from tests.hiring.market.publishing import publish
from tests.hiring.market.registering import registered
from tests.hiring.market.settling import disputed
from tests.hiring.review.making import hand_in_graded
from tests.hiring.webhooks.making import failed_delivery
from tests.house.doors import ANYONE, DOORS, Door, every_name

BODIES: dict[str, dict[str, Any]] = {
    "api:offers": {"use_case": "retrieval", "region": "US", "retention_days": 9, "pricing_model": "per_request"},
    "api:counter": {"retention_days": 9},
    "api:access": {"seconds": 60},
    "api:disputes": {"text": "x"},
    "api:dispute_messages": {"text": "x"},
    "api:webhook_replay": {"since": "2026-01-31T12:00:00Z"},
}


class Rolled(Exception):
    """Undoes what a request wrote."""


@pytest.fixture
def things(world: World, licence: Licence, invitation: Invitation, organisation: Organisation, bob: Person) -> Any:
    """One of everything of alice's, by the words the doors use."""
    offer = make_offer(world=world, listing="airport-directory", wish=TRAINING, pricing_model="per_request")
    access = grant_access(world=world, licence_id=licence.pk)
    submission = hand_in_graded(world.attempt)
    delivery = failed_delivery(owner=world.pk)
    spring = open_cohort(version=invitation.cohort.version, name="spring", by=bob)
    own_listing = publish(licence).revision.listing_id
    dispute = disputed(world, own_listing)
    _, token = invite(cohort=spring, email=invitation.person.email, name="", by=bob)
    return {
        "token": token,
        "listing": "wildlife-strikes",
        "own_listing": own_listing,
        "payout": dispute.payout_id,
        "dispute": dispute.pk,
        "model": registered(licence).pk,
        "offer": offer.pk,
        "licence": licence.pk,
        "grant": access.grant.pk,
        "transform": Transform.objects.create(world=world, grant=access.grant, steps=[]).pk,
        "attestation": access.grant.attestation_id,
        "endpoint": delivery.endpoint_id,
        "delivery": delivery.pk,
        "key": issue_key(world=world, label="x", cap_micro=1, scopes=["data:read"]).key.client_id,
        "submission": submission.pk,
        "upload": begin_upload(attempt=world.attempt, size=1, began_at=timezone.now()).pk,
        "organisation": organisation.slug,
        "member": bob.memberships.get().pk,
        "ready": "wildlife_strikes",
        "assessment": invitation.cohort.version.assessment_id,
        "cohort": invitation.cohort_id,
        "attempt": world.attempt_id,
        "invitation": invitation.pk,
        "kind": "hold",
        "number": 1,
    }


@pytest.fixture
def people(alice: Person, charlie: Person, olive: Person, bob: Person, organisation: Organisation) -> dict[str, Person]:
    """Everyone who might ask."""
    found = {"alice": alice, "charlie": charlie, "owner": olive, "bob": bob}
    for role in (Role.REVIEWER, Role.AUDITOR):
        found[role.value] = person_with_email(email=f"{role.value}@example.com")
        add_member(organisation=organisation, person=found[role.value], role=role, by=olive)
    found["outsider"] = person_with_email(email="outsider@example.com")
    create_organisation(name="Rival", slug="rival", owner=found["outsider"])
    return found


def asked(door: Door, client: Client, path: str, body: dict[str, Any]) -> int:
    """Ask for an address and undo whatever it wrote; return the status."""
    status = 0
    try:
        with transaction.atomic():
            sent = json.dumps(body) if door.method == "POST" else ""
            answer = client.generic(door.method, path, sent, content_type="application/json")
            status = answer.status_code
            if status == 302 and "/sign-in/" in answer["Location"]:
                status = 401
            raise Rolled
    except Rolled:
        return status


def test_every_address_has_its_door() -> None:
    assert set(every_name()) == set(DOORS)


@pytest.mark.parametrize("who", sorted(ANYONE))
def test_nobody_passes_a_door_that_is_not_theirs(
    who: str, things: dict[str, Any], people: dict[str, Person], world: World, other_world: World
) -> None:
    pages, pipeline = Client(), Client()
    if who in people:
        pages.force_login(people[who])
    worlds = {"alice": world, "charlie": other_world}
    if who in worlds:
        token = token_for(issue_credential(world=worlds[who]))
        pipeline = Client(headers={"Authorization": f"Bearer {token}"})
    for name, door in DOORS.items():
        path = reverse(name, kwargs={part: things[of] for part, of in door.of.items()})
        status = asked(door, pipeline if door.by_token else pages, path, BODIES.get(name, {}))
        assert fits(status, door, who), f"{who} got {status} at {name}"


def fits(status: int, door: Door, who: str) -> bool:
    """Say whether a status is right: through, sent to sign in, or told that there is nothing or that a role forbids."""
    if who in door.passes:
        return status not in (401, 403, 404, 500)
    if door.by_token:
        return status == (404 if who == "charlie" else 401)
    if door.passes <= {"nobody"}:
        return status in (302, 400, 401, 403, 404, 415)
    if who == "nobody":
        return status == 401
    return status == (403 if who in ("reviewer", "auditor", "bob", "owner") and "organisation" in door.of else 404)


@pytest.mark.parametrize("name", [name for name, door in DOORS.items() if {"organisation", "pk"} <= set(door.of)])
def test_another_organisation_does_not_lead_to_alices_things(
    name: str, things: dict[str, Any], people: dict[str, Person]
) -> None:
    door = DOORS[name]
    client = Client()
    client.force_login(people["outsider"])
    path = reverse(name, kwargs={part: things[of] for part, of in door.of.items()} | {"organisation": "rival"})
    assert asked(door, client, path, {}) == 404
