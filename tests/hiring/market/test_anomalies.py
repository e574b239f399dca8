"""Detectors flag what was planted, whatever order uses arrive in and whatever others do."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings, strategies as st

from hiring.market.anomalies.events import DAY, HOUR, MINUTE, Flag, Kind, Licensed, Use
from hiring.market.anomalies.finding import find_anomalies
from hiring.market.anomalies.tails import binomial_tail, student_tail

DAYS = 8
LICENCE = Licensed(licence="held", buyer="anna", listing="strikes", since=0, until=DAYS * DAY)


def use(at: float, **other: object) -> Use:
    facts: dict[str, object] = {
        "event": f"{other.get('buyer', 'anna')} at {at:.3f}",
        "at": at,
        "buyer": "anna",
        "creator": "you",
        "listing": "strikes",
        "licence": "held",
        "kind": "inference",
        "quantity": 7,
        "model": "m",
    }
    return Use(**{**facts, **other})  # type: ignore[arg-type]


def ordinary(seed: int = 1, **other: object) -> list[Use]:
    """Some uses each working day, minutes apart."""
    chance = Random(seed)
    moments = [day * DAY + chance.uniform(8, 18) * HOUR for day in range(DAYS) for _ in range(chance.randint(3, 8))]
    return [use(at, quantity=chance.randint(1, 5000), **other) for at in moments]


def burst() -> list[Use]:
    return [*ordinary(), *(use(6.5 * DAY + 5 * second, quantity=100 + second) for second in range(150))]


def ring() -> list[Use]:
    """A creator of a source that you pay royalties to buys two in three of what you sell."""
    of_source = [use for seed in (2, 3, 4, 5) for use in ordinary(seed, buyer="source")]
    sold = [replace(each, sources=("source",)) for each in [*ordinary(), *ordinary(6, buyer="bert"), *of_source]]
    return [replace(each, licence=None if each.buyer != "anna" else "held") for each in sold]


def twice() -> list[Use]:
    once = ordinary()
    return [*once, replace(once[5], event="again", at=once[5].at + 2, model=" M ")]


def machine() -> list[Use]:
    chance = Random(3)
    return [use(2 * DAY + 20 * MINUTE * number + chance.gauss(0, 60), quantity=number + 1) for number in range(200)]


PLANTED = {
    Kind.BURST: burst(),
    Kind.RING: ring(),
    Kind.DUPLICATE: twice(),
    Kind.UNLICENSED: [*ordinary(), use(DAY, event="none", licence=None), use(9 * DAY, event="late")],
    Kind.MACHINE: machine(),
}


def flags_of(kind: Kind, uses: list[Use]) -> list[Flag]:
    return [flag for flag in find_anomalies(uses, [LICENCE]) if flag.kind is kind]


def test_nothing_is_flagged_in_nothing_nor_in_ordinary_use() -> None:
    assert find_anomalies([], []) == ()
    assert find_anomalies(ordinary(), [LICENCE]) == ()


@pytest.mark.parametrize(
    ("kind", "count", "words"),
    [
        (Kind.BURST, 150, "anna used strikes 1"),
        (Kind.RING, 176, "Money goes round among source, you: "),
        (Kind.DUPLICATE, 1, "again says what anna at "),
        (Kind.UNLICENSED, 2, "anna used strikes once without naming a licence."),
        (Kind.MACHINE, 200, "200 times by day and by night alike"),
    ],
)
def test_each_kind_is_found_and_told_with_its_figures(kind: Kind, count: int, words: str) -> None:
    flags = flags_of(kind, PLANTED[kind])
    assert sum(len(flag.events) for flag in flags) == pytest.approx(count, rel=0.05)
    assert any(words in flag.sentence for flag in flags)
    assert all(flag.figure >= 0 for flag in flags)


@settings(max_examples=10, deadline=None)
@given(kind=st.sampled_from(list(Kind)), chance=st.randoms(use_true_random=False))
def test_the_order_of_arrival_changes_nothing(kind: Kind, chance: Random) -> None:
    uses = list(PLANTED[kind])
    chance.shuffle(uses)
    assert find_anomalies(uses, [LICENCE]) == find_anomalies(PLANTED[kind], [LICENCE])


@settings(max_examples=15, deadline=None)
@given(kind=st.sampled_from(list(Kind)), seed=st.integers(10, 10**6))
def test_what_others_do_elsewhere_clears_nobody(kind: Kind, seed: int) -> None:
    others = ordinary(seed, buyer="carl", creator="dora", listing="weather", licence=None)
    assert set(flags_of(kind, PLANTED[kind])) <= set(flags_of(kind, PLANTED[kind] + others))


@settings(max_examples=25, deadline=None)
@given(of=st.integers(1, 60), share=st.floats(0.05, 0.95), data=st.data())
def test_the_bound_of_a_binomial_tail_is_never_below_it(of: int, share: float, data: st.DataObject) -> None:
    count = data.draw(st.integers(0, of))
    chance = 1.0
    tail = []
    for at in range(of + 1):
        chance = (1 - share) ** of if at == 0 else chance * (of - at + 1) / at * share / (1 - share)
        tail.append(chance)
    assert binomial_tail(count, of, share) >= sum(tail[count:]) - 1e-9


def test_the_bound_of_a_students_tail_is_near_it() -> None:
    assert student_tail(2.764, 10) == pytest.approx(0.01, rel=0.3)
    assert student_tail(4.144, 10) == pytest.approx(0.001, rel=0.2)
    assert student_tail(0, 10) == 1.0
