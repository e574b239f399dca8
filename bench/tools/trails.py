"""Fills the trail with entries of other attempts, so many in all; for a shell that has Django set up."""

from __future__ import annotations

from django.db import connection, transaction
from django.utils import timezone

from hiring.accounts.models import Person
from hiring.assessments.models import Attempt, Cohort, Invitation
from hiring.market.models import World
from hiring.market.services.trail import MOST_ENTRIES

FILL = """
    INSERT INTO market_trailentry (id, created_at, world_id, sequence, at, kind, facts, previous, hash)
    SELECT gen_random_uuid(), now(), world, sequence, now(), 'dataset.viewed', '{"listing": "airport-directory"}',
           'sha256:' || repeat('0', 64), 'sha256:' || repeat('0', 64)
    FROM unnest(%s::uuid[]) AS world, generate_series(1, %s) AS sequence
"""


@transaction.atomic
def main(count: int) -> None:
    """Make attempts that only look, each with half the entries that an attempt may have, and write them."""
    each = MOST_ENTRIES // 2
    worlds = made(-(-count // each))
    with connection.cursor() as cursor:
        cursor.execute(FILL, [[world.pk for world in worlds], min(each, count)])
        cursor.execute("ANALYZE market_trailentry")


def made(count: int) -> list[World]:
    """Return so many new worlds, each of an attempt of somebody else."""
    cohort, now = Cohort.objects.latest("created_at"), timezone.now()
    people = Person.objects.bulk_create(Person(email=f"somebody-{number}@example.com") for number in range(count))
    invitations = Invitation.objects.bulk_create(
        Invitation(cohort=cohort, person=person, invited_by=person, token_hash=str(person.pk), expires_at=now)
        for person in people
    )
    attempts = Attempt.objects.bulk_create(
        Attempt(invitation=invitation, candidate=invitation.person, pseudonym="Somebody", started_at=now)
        for invitation in invitations
    )
    return World.objects.bulk_create(World(attempt=attempt, seed=b"", budget_micro=0) for attempt in attempts)
