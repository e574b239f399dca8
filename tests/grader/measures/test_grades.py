"""Measures fall along a line, and intervals hold the share they are about."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from grader.measures.grades import Stratum, falling, stratified, wilson

shares = st.floats(0, 1)
counts = st.integers(1, 10_000).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of)))


@given(share=shares, more=shares)
def test_it_falls_evenly_and_never_rises(share: float, more: float) -> None:
    first, second = falling(share, worst=0.1, allowed=0.01), falling(max(share, more), worst=0.1, allowed=0.01)
    assert 0 <= second <= first <= 1
    assert first - second <= (max(share, more) - share) / 0.09 + 1e-9


def test_its_ends_are_where_they_are_said_to_be() -> None:
    assert (falling(0.01, worst=0.1, allowed=0.01), falling(0.1, worst=0.1), falling(0.05, worst=0.1)) == (1, 0, 0.5)


@given(counts)
def test_an_interval_holds_its_share(counted: tuple[int, int]) -> None:
    hits, of = counted
    low, high = wilson(hits, of)
    assert 0 <= low <= hits / of <= high <= 1


@pytest.mark.parametrize(("hits", "of", "low", "high"), [(0, 10, 0, 0.2130), (8, 10, 0.5408, 0.9314), (0, 0, 0, 1)])
def test_it_is_wilsons_interval(hits: int, of: int, low: float, high: float) -> None:
    assert wilson(hits, of) == pytest.approx((low, high), abs=1e-4)


@given(counts)
def test_one_stratum_is_its_own_mean(counted: tuple[int, int]) -> None:
    hits, of = counted
    assert stratified([Stratum(hits=hits, of=of, weight=1)]) == pytest.approx((hits / of, *wilson(hits, of)))


@given(st.lists(counts, min_size=1, max_size=12))
def test_many_strata_are_surer_than_the_least_sure(several: list[tuple[int, int]]) -> None:
    mean, low, high = stratified([Stratum(hits=hits, of=of, weight=1 / len(several)) for hits, of in several])
    widest = max(wilson(hits, of)[1] - wilson(hits, of)[0] for hits, of in several)
    assert 0 <= low <= mean + 1e-12
    assert mean <= high + 1e-12
    assert high - low <= widest * 2
