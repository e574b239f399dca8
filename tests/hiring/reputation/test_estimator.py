"""A standing says how much is known, adds up, and doesn't care in what order results came."""

from __future__ import annotations

import math
import random
import uuid

from hypothesis import given, strategies as st

from hiring.reputation.estimator import Learned, Sitting, Standing, difficulty_of, estimate

EASY, HARD = uuid.UUID(int=1), uuid.UUID(int=2)


def sure(standing: Standing) -> tuple[float, float]:
    """The value and the width of its interval."""
    assert standing.value is not None
    assert standing.low is not None
    assert standing.high is not None
    return standing.value, standing.high - standing.low


def sitting(measure: float, *, checks: int = 20, age_days: float = 0, version: uuid.UUID = EASY) -> Sitting:
    return Sitting(attempt=uuid.uuid4(), version=version, measure=measure, checks=checks, age_days=age_days)


SITTINGS = st.lists(
    st.builds(
        Sitting,
        attempt=st.uuids(),
        version=st.sampled_from([EASY, HARD]),
        measure=st.floats(0, 1),
        checks=st.integers(1, 40),
        age_days=st.floats(0, 4000),
    ),
    min_size=1,
    max_size=6,
)


@given(SITTINGS, st.randoms(use_true_random=False))
def test_the_order_of_arrival_does_not_matter(sittings: list[Sitting], chance: random.Random) -> None:
    shuffled = list(sittings)
    chance.shuffle(shuffled)
    assert estimate(sittings, {}, least_checks=1) == estimate(shuffled, {}, least_checks=1)


@given(SITTINGS)
def test_the_parts_add_up_to_the_value_and_the_interval_holds_it(sittings: list[Sitting]) -> None:
    standing = estimate(sittings, {EASY: 0.1}, least_checks=1)
    assert standing.value is not None
    assert standing.low is not None
    assert standing.high is not None
    assert math.isclose(math.fsum(part.points for part in standing.why), standing.value, abs_tol=1e-9)
    assert 0 <= standing.low <= standing.value <= standing.high <= 100


def test_too_little_evidence_gives_no_number() -> None:
    standing = estimate([sitting(1.0, checks=3)], {}, least_checks=12)
    assert (standing.value, standing.low, standing.checks) == (None, None, 3)


def test_more_sittings_narrow_the_interval_and_checks_of_one_sitting_narrow_it_less() -> None:
    one = estimate([sitting(0.8, checks=20)], {}, least_checks=1)
    long = estimate([sitting(0.8, checks=40)], {}, least_checks=1)
    two = estimate([sitting(0.8, checks=20), sitting(0.8, checks=20)], {}, least_checks=1)
    assert sure(two)[1] < sure(long)[1] < sure(one)[1]


def test_old_results_fade() -> None:
    fresh_good = estimate([sitting(0.9), sitting(0.3, age_days=2000)], {}, least_checks=1)
    fresh_bad = estimate([sitting(0.9, age_days=2000), sitting(0.3)], {}, least_checks=1)
    assert sure(fresh_good) > sure(fresh_bad)


def test_the_same_result_on_a_harder_version_stands_for_more() -> None:
    known = {EASY: Learned(sittings=30, total=27), HARD: Learned(sittings=30, total=15)}
    difficulty = difficulty_of(known, Learned(sittings=60, total=42))
    on_hard = estimate([sitting(0.7, version=HARD)], difficulty, least_checks=1)
    on_easy = estimate([sitting(0.7, version=EASY)], difficulty, least_checks=1)
    assert sure(on_hard) > sure(on_easy)
