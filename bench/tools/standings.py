"""Times standings over ever more made-up credits; for a shell that has Django set up."""

from __future__ import annotations

import importlib
import json
import random
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from statistics import median
from uuid import uuid4

from django.db import connection
from django.utils import timezone

from hiring.accounts.models import Person
from hiring.accounts.services import create_organisation, person_with_email
from hiring.assessments.models import Version
from hiring.assessments.services.publishing import create_assessment, read_ready
from hiring.reputation.models import Credit
from hiring.reputation.queries import standing_of
from hiring.reputation.sittings import latest_credits, sittings_of, sums_of
from hiring.reputation.tallies import FAMILIES

ROUNDS = 3
VERSIONS = 10
CHECKS = 30
OWN_ATTEMPTS = 3
TALLIES_SO_FAR: str = importlib.import_module(
    "hiring.reputation.migrations.0002_keep_tallies_of_difficulty"
).TALLIES_SO_FAR


def main(sizes: Sequence[int]) -> None:
    """Print, as JSON, the seconds of a standing and of adding everyone up, for each number of attempts."""
    alice, others = (person_with_email(email=f"{name}@example.com") for name in ("alice", "others"))
    organisation = create_organisation(name="Orchard", slug="orchard", owner=others)
    ready = read_ready("wildlife_strikes")
    versions = [
        create_assessment(organisation=organisation, slug=f"strikes-{number}", draft=ready, by=others)
        for number in range(VERSIONS)
    ]
    graded, figures = 0, {}
    for size in sizes:
        Credit.objects.bulk_create(credits_of(range(graded, size), versions, alice, others), batch_size=5_000)
        graded = size
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM reputation_tally; {TALLIES_SO_FAR}; ANALYZE reputation_credit")
        figures[f"{size:,}"] = in_turns(lambda: standing_of(alice), everyone)
    json.dump(figures, sys.stdout)


def credits_of(attempts: range, versions: Sequence[Version], alice: Person, others: Person) -> Iterator[Credit]:
    """Yield the credits of attempts, a few of them alice's."""
    chance, now = random.Random(attempts.start), timezone.now()
    for number in attempts:
        attempt, run = uuid4(), uuid4()
        for check in range(CHECKS):
            yield Credit(
                candidate=alice if number < OWN_ATTEMPTS else others,
                version=versions[number % VERSIONS],
                attempt=attempt,
                run=run,
                check_code=f"C{check:03}",
                family=FAMILIES[check % len(FAMILIES)],
                measure=chance.random(),
                points=1.0,
                public=True,
                earned_at=now,
            )


def everyone() -> object:
    """Add everyone's credits up, which difficulty would have to be learned from."""
    return sittings_of(sums_of(latest_credits()), timezone.now())


def in_turns(kept: Callable[[], object], plain: Callable[[], object]) -> dict[str, float]:
    """Return the median seconds of both, and of the ratio between those of one round."""
    rounds = [(seconds_of(kept), seconds_of(plain)) for _ in range(ROUNDS)]
    return {
        "kept": median(ours for ours, _ in rounds),
        "plain": median(theirs for _, theirs in rounds),
        "ratio": median(theirs / ours for ours, theirs in rounds),
    }


def seconds_of(work: Callable[[], object]) -> float:
    """Return how long ``work`` took."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started
