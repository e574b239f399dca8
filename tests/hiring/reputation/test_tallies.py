"""What was learned of difficulty is kept, and is always what adding all credits up again would tell."""

from __future__ import annotations

import importlib
import math
from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings, strategies as st
from pytest_django import DjangoAssertNumQueries

from hiring.accounts.models import Person
from hiring.accounts.services import person_with_email
from hiring.assessments.models import Attempt, Cohort, Version
from hiring.assessments.services.attempting import open_attempt
from hiring.assessments.services.inviting import invite
from hiring.assessments.services.publishing import open_cohort, publish_version, read_ready
from hiring.reputation.estimator import SHRINK_SITTINGS, estimate
from hiring.reputation.models import Credit, Tally
from hiring.reputation.queries import LEAST_CHECKS_OVERALL, Reputation, standing_of
from hiring.reputation.services import Earned, credit
from hiring.reputation.sittings import latest_credits, seen, sittings_of, sums_of
from hiring.reputation.tallies import FAMILIES

NOW = timezone.now()
MIGRATION = importlib.import_module("hiring.reputation.migrations.0002_keep_tallies_of_difficulty")


@dataclass(frozen=True, kw_only=True)
class Graded:
    """One grading: of which attempt, of work handed in how long ago, and its measures by check."""

    attempt: int
    hours_ago: int
    measures: list[float]


GRADED = st.lists(
    st.builds(
        Graded,
        attempt=st.integers(0, 3),
        hours_ago=st.integers(0, 3),
        measures=st.lists(st.floats(0, 1), min_size=1, max_size=16),
    ),
    min_size=1,
    max_size=6,
    unique_by=lambda one: (one.attempt, one.hours_ago),
)


@pytest.fixture
def attempts(version: Version, bob: Person, alice: Person) -> list[Attempt]:
    """Four attempts at two versions, two of them alice's."""
    harder = publish_version(assessment=version.assessment, draft=read_ready("wildlife_strikes"), by=bob)
    cohorts = [open_cohort(version=one, name="spring", by=bob) for one in (version, harder)]
    dora = person_with_email(email="dora@example.com")
    return [sit(cohort, person, bob) for cohort in cohorts for person in (alice, dora)]


def sit(cohort: Cohort, person: Person, by: Person) -> Attempt:
    invitation, _ = invite(cohort=cohort, email=person.email, name="", by=by)
    return open_attempt(invitation=invitation, candidate=person)


def record(attempts: list[Attempt], gradings: list[Graded]) -> None:
    for one in gradings:
        attempt = attempts[one.attempt]
        credit(
            candidate=attempt.candidate,
            version=attempt.invitation.cohort.version,
            attempt=attempt.pk,
            run=uuid4(),
            earned_at=NOW - timedelta(hours=one.hours_ago),
            earned=[
                Earned(code=f"C{n:03}", family=FAMILIES[n % 4], measure=measure, points=1.0 + n % 3, public=n % 5 > 0)
                for n, measure in enumerate(one.measures)
            ],
        )


def tallies() -> dict[tuple[object, ...], tuple[int, int]]:
    return {
        (one.version_id, one.family, one.public): (one.sittings, one.total_billionths)
        for one in Tally.objects.exclude(sittings=0)
    }


def overall_the_plain_way(candidate: Person, *, public: bool) -> float | None:
    """Learn difficulty from everyone's credits, as if nothing had been kept."""
    everyone = sittings_of(sums_of(seen(latest_credits(), public=public)), timezone.now())
    middle = math.fsum(one.measure for one in everyone) / (len(everyone) or 1)
    difficulty = {}
    for version in {one.version for one in everyone}:
        known = [one.measure - middle for one in everyone if one.version == version]
        difficulty[version] = math.fsum(known) / (len(known) + SHRINK_SITTINGS)
    own = sums_of(seen(latest_credits().filter(candidate=candidate), public=public))
    return estimate(sittings_of(own, timezone.now()), difficulty, least_checks=LEAST_CHECKS_OVERALL).value


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(gradings=GRADED)
def test_what_is_kept_is_what_adding_up_again_tells_in_whatever_order_it_came(
    attempts: list[Attempt], alice: Person, gradings: list[Graded]
) -> None:
    kept = []
    for order in (gradings, sorted(gradings, key=lambda one: (one.hours_ago, one.attempt))):
        with transaction.atomic():
            record(attempts, order)
            kept.append(tallies())
            for public in (False, True):
                value, plain = (
                    standing_of(alice, public=public).overall.value,
                    overall_the_plain_way(alice, public=public),
                )
                assert value == (plain and pytest.approx(plain, abs=1e-6))
            Tally.objects.all().delete()
            with connection.cursor() as cursor:
                cursor.execute(MIGRATION.TALLIES_SO_FAR)
            learned_by_migration = tallies()
            transaction.set_rollback(True)
    assert kept[0] == kept[1]
    assert {kind: sittings for kind, (sittings, _) in learned_by_migration.items()} == {
        kind: sittings for kind, (sittings, _) in kept[0].items()
    }


@pytest.mark.parametrize("others", [0, 3])
def test_a_standing_costs_the_same_however_many_others_were_graded(
    attempts: list[Attempt], alice: Person, others: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    record(attempts, [Graded(attempt=n, hours_ago=0, measures=[0.5] * 20) for n in range(others + 1)])
    with django_assert_num_queries(3):
        standing = standing_of(alice)
    assert isinstance(standing, Reputation)


def test_what_its_candidate_did_not_see_leaves_the_public_tallies_alone(attempts: list[Attempt]) -> None:
    measures = [0.5] * 6
    record(attempts, [Graded(attempt=0, hours_ago=1, measures=measures)])
    before = list(Tally.objects.filter(public=True).values_list("family", "total_billionths").order_by("family"))
    record(attempts, [Graded(attempt=0, hours_ago=0, measures=[0.9, *measures[1:5], 0.1])])
    after = list(Tally.objects.filter(public=True).values_list("family", "total_billionths").order_by("family"))
    assert before == after
    assert Credit.objects.filter(public=False).count() == 4
