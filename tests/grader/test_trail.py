"""A trail is believed whole or not at all, and tells what was licensed, fetched, used and spent."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, strategies as st

from grader.chain import START
from grader.digests import digest_of
from grader.errors import Unreadable
from grader.trail import Trail, parse_trail
from tests.grader.evidence import ATTEMPT, CHARLIE, TRUSTED, Market


def read(data: bytes) -> Trail:
    return parse_trail(data, file="trail.json", jwks=TRUSTED)


def make_market() -> Market:
    market = Market()
    licence = market.license()
    market.grant(licence)
    market.serve(licence)
    market.charge(licence, 1_500_000)
    market.report_usage(licence)
    return market


def test_it_reads_what_was_licensed_fetched_used_and_spent() -> None:
    trail = read(make_market().trail())
    (licence,) = trail.licences.values()
    fetched = trail.fetched[digest_of(b"a,b\n1,2\n")]
    assert trail.attempt == ATTEMPT
    assert trail.spent_micro == 1_500_000
    assert licence.offer is not None
    assert licence.offer.facts["region"] == "EU"
    assert fetched.whole
    assert fetched.licences == {licence.name}
    assert [use.model for use in trail.usage] == ["strike-damage"]


def test_it_finds_a_licence_by_the_name_in_its_token() -> None:
    trail = read(make_market().trail())
    assert trail.licence_with(jti="jti-1") is not None
    assert trail.licence_with(jti="jti-of-someone-else") is None


def test_it_joins_the_ranges_of_a_broken_download() -> None:
    market = Market()
    licence = market.license(b"0123456789")
    for first, last in ((5, 9), (0, 2), (2, 4)):
        market.serve(licence, first=first, last=last)
    assert read(market.trail()).fetched[licence.digest].whole


def test_it_sees_a_hole_in_a_download() -> None:
    market = Market()
    licence = market.license(b"0123456789")
    market.serve(licence, first=0, last=3)
    market.serve(licence, first=5, last=9)
    assert not read(market.trail()).fetched[licence.digest].whole


def test_an_artefact_counts_as_fetched_under_the_licence_of_its_source() -> None:
    market = Market()
    licence = market.license(b"0123456789")
    served = market.transform(licence, b"345")
    trail = read(market.trail())
    fetched = trail.fetched[digest_of(b"345")]
    assert (fetched.source, fetched.licences, fetched.entries) == (licence.digest, frozenset({licence.name}), (served,))
    assert fetched.whole
    assert [held.name for held in trail.put_to_use] == [licence.name]
    assert licence.digest not in trail.fetched


def test_it_sees_that_an_artefact_was_fetched_in_part() -> None:
    market = Market()
    market.transform(market.license(), b"345", fetched=2)
    assert not read(market.trail()).fetched[digest_of(b"345")].whole


def test_a_licence_covers_what_happened_between_its_issue_and_its_end() -> None:
    market = Market()
    before = market.record("token.issued", client_id="client")
    licence = market.license()
    during = market.serve(licence)
    market.revoke(licence)
    after = market.serve(licence)
    trail = read(market.trail())
    held = trail.licences[licence.name]
    covered = [held.covers(trail.entries[sequence - 1]) for sequence in (before, during, after)]
    assert covered == [False, True, False]


def test_a_licence_covers_nothing_after_it_expires() -> None:
    market = Market()
    licence = market.license(hours=0)
    late = market.serve(licence)
    trail = read(market.trail())
    assert not trail.licences[licence.name].covers(trail.entries[late - 1])


def test_it_reads_the_trail_of_an_attempt_that_did_nothing() -> None:
    trail = read(Market().trail())
    assert (trail.spent_micro, trail.usage, dict(trail.fetched)) == (0, (), {})


def test_it_refuses_a_trail_signed_by_a_stranger() -> None:
    with pytest.raises(Unreadable, match="not one of the trusted keys"):
        read(Market(key=CHARLIE).trail())


@pytest.mark.parametrize(
    ("change", "place"),
    [
        (lambda document: document["entries"].pop(2), "/entries/2"),
        (lambda document: document["entries"].pop(), "/signature"),
        (lambda document: document["entries"][3]["facts"].update(revision=9), "/entries/3"),
        (lambda document: document["entries"].reverse(), "/entries/0"),
        (lambda document: document.update(attempt="another"), "/signature"),
        (lambda document: document.update(as_of="2026-11-30T00:00:00.000000Z"), "/signature"),
        (lambda document: document.update(budget_micro=1), "/budget_micro"),
    ],
    ids=["an entry left out", "the end cut off", "a fact changed", "turned round", "attempt", "as of", "budget"],
)
def test_it_names_the_place_where_a_trail_was_changed(change: Any, place: str) -> None:
    document = json.loads(make_market().trail())
    change(document)
    with pytest.raises(Unreadable) as refused:
        read(json.dumps(document).encode())
    assert refused.value.place == place
    assert refused.value.remedy == "Download the trail again from the attempt page."


def test_it_refuses_a_fact_of_the_wrong_kind() -> None:
    market = Market()
    market.record("bytes.served", grant="g")
    with pytest.raises(Unreadable, match="required property"):
        read(market.trail())


def test_it_reads_kinds_it_does_not_know() -> None:
    market = Market()
    market.record("weather.changed", wind="strong", ratio=0.5)
    assert len(read(market.trail()).entries) == 2


@given(st.binary(max_size=60))
def test_any_bytes_at_all_are_refused_in_a_sentence(data: bytes) -> None:
    with pytest.raises(Unreadable):
        read(data)


def test_an_entry_may_tell_the_trace_and_the_baggage_of_its_request() -> None:
    market = make_market()
    trace = {"trace_id": "4bf92f3577b34da6a3ce929d0e0e4736", "parent_id": "00f067aa0ba902b7"}
    market.record("submission.received", submission="1", digest=START, trace=trace, baggage={"run.id": "7"})
    assert read(market.trail()).entries[-1].facts["trace"] == trace
    market.record("submission.received", submission="2", digest=START, trace={**trace, "trace_id": "4BF9"})
    with pytest.raises(Unreadable):
        read(market.trail())
