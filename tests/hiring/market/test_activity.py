"""The trail reads as sentences, and as lanes of time."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from hiring.market.activity import happening, happenings, timeline

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
DIGEST = "sha256:" + "ab" * 32
REVISION: dict[str, Any] = {"listing": "wildlife-strikes", "revision": 3, "digest": DIGEST}
OFFER: dict[str, Any] = {
    **REVISION,
    "use_case": "research",
    "region": "DE",
    "retention_days": 90,
    "pricing_model": "per_gigabyte",
}
ASKED = "Asked for wildlife-strikes, revision 3 for research in DE, kept 90 days, per gigabyte"


@dataclass(frozen=True, kw_only=True)
class Entry:
    kind: str
    facts: dict[str, Any] = field(default_factory=dict)
    sequence: int = 1
    at: datetime = NOON


@pytest.mark.parametrize(
    ("kind", "facts", "sentence", "tone"),
    [
        ("attempt.started", {"budget_micro": 600_000_000}, "Started with a budget of 600 cr", ""),
        ("datasets.searched", {"query": "birds", "results": 1}, "Searched for birds: 1 result", ""),
        ("datasets.searched", {"query": {"q": "", "tag": "air"}, "results": 2}, "Searched for tag air: 2 results", ""),
        ("datasets.searched", {"query": "", "results": 9}, "Searched for everything: 9 results", ""),
        (
            "key.revoked",
            {"key": "a1", "label": "training", "scopes": ["usage:write"], "cap_micro": 5_000_000},
            "Revoked the metered key training, capped at 5 cr",
            "warn",
        ),
        (
            "listing.published",
            {**REVISION, "rows": 1, "licences": ["a"], "attestation": "b"},
            "Published wildlife-strikes, revision 3: 1 row made under 1 licence",
            "good",
        ),
        (
            "listing.revised",
            {**REVISION, "rows": 1200, "licences": ["a", "b"], "attestation": "c"},
            "Published wildlife-strikes, revision 3: 1,200 rows made under 2 licences",
            "good",
        ),
        ("listing.withdrawn", {"listing": "birds", "revision": 2}, "Withdrew birds from offer", "warn"),
        (
            "model.registered",
            {"name": "baseline", "digest": DIGEST, "datasets": ["wildlife-strikes@3", "airports@1"]},
            "Registered the model baseline, made of wildlife-strikes@3, airports@1, and had it countersigned",
            "good",
        ),
        (
            "lineage.reported",
            {"events": 7, "jobs": list("abcdefg"), "datasets": 2, "digest": DIGEST},
            "Reported lineage, 7 events: a, b, c, d, e and others",
            "",
        ),
        (
            "quote.made",
            {**REVISION, "pricing_model": "per_fine_tune", "total_micro": 14_000_000},
            "Asked what a plan for wildlife-strikes, revision 3 would cost: 14 cr at the least, per fine-tune",
            "",
        ),
        (
            "offer.made",
            {**OFFER, "allowed": True, "refused_clauses": []},
            f"{ASKED}: permitted",
            "good",
        ),
        (
            "offer.made",
            {**OFFER, "allowed": False, "refused_clauses": ["use_case", "region"]},
            f"{ASKED}: refused by its terms (use case, region)",
            "bad",
        ),
        (
            "offer.made",
            {**OFFER, "allowed": True, "refused_clauses": [], "answers": "1"},
            f"{ASKED}: permitted".replace("Asked for", "Asked instead for"),
            "good",
        ),
        (
            "bytes.served",
            {**REVISION, "first": 0, "last": 2047, "size": 2048, "status": 200},
            "Fetched 2.0 KB of wildlife-strikes, revision 3",
            "",
        ),
        (
            "bytes.served",
            {**REVISION, "first": 1024, "last": 2047, "size": 2048, "status": 206},
            "Fetched 1.0 KB of wildlife-strikes, revision 3, bytes 1,024 to 2,047 of 2,048",
            "",
        ),
        (
            "bytes.refused",
            {**REVISION, "reason": "url_expired", "status": 403},
            "Was refused bytes of wildlife-strikes, revision 3: the URL had expired",
            "bad",
        ),
        (
            "dataset.revised",
            {**REVISION, "column": "species", "change": "renamed"},
            "There is now wildlife-strikes, revision 3: species was renamed",
            "warn",
        ),
        (
            "usage.reported",
            {"listing": "airports", "kind": "fine_tune", "quantity": 1840, "charged_micro": 12_500_000},
            "Reported use: 1,840 × fine-tune of airports, charged 12.50 cr",
            "",
        ),
        ("submission.received", {"digest": DIGEST}, "Handed in sha256:abababab…abab", ""),
        ("weather.changed", {}, "weather.changed", ""),
    ],
)
def test_an_entry_reads_as_a_sentence(kind: str, facts: dict[str, Any], sentence: str, tone: str) -> None:
    said = happening(Entry(kind=kind, facts=facts))
    assert (said.sentence, said.tone) == (sentence, tone)


def test_lanes_hold_what_belongs_to_them_and_span_the_whole_time() -> None:
    later = NOON + timedelta(minutes=5)
    drawn = timeline(
        [
            Entry(kind="attempt.started", facts={"budget_micro": 0}),
            Entry(kind="dataset.viewed", facts={"listing": "airports"}, at=later, sequence=2),
        ]
    )
    assert drawn is not None
    assert (drawn.first, drawn.last) == (NOON, later)
    assert drawn.end - drawn.start == 300
    assert {lane.name: len(lane.marks) for lane in drawn.lanes if lane.marks} == {"Discovery": 1}


def test_payouts_stretch_no_lane_and_are_counted_instead() -> None:
    paid = {"listing": "birds", "day": 1, "paid_micro": 1}
    drawn = timeline(
        [
            Entry(kind="dataset.viewed", facts={"listing": "airports"}),
            Entry(kind="submission.received", facts={"digest": DIGEST}, at=NOON + timedelta(seconds=9), sequence=2),
            Entry(kind="payout.paid", facts=paid, at=NOON + timedelta(days=1), sequence=3),
        ]
    )
    assert drawn is not None
    assert (drawn.end - drawn.start, drawn.undrawn) == (9, 1)
    assert timeline([Entry(kind="payout.paid", facts=paid)]) is None


def test_a_run_of_one_programs_sign_ins_is_read_as_one() -> None:
    programs = ("a", "a", "a", "b", "a")
    entries = [Entry(kind="token.issued", facts={"client_id": name}, sequence=4 + n) for n, name in enumerate(programs)]
    told = [(each.numbers, each.sentence) for each in happenings(entries)]
    assert told[0] == ("4–6", "Signed in to the market as a, 3 times")
    assert [numbers for numbers, _ in told] == ["4–6", "7", "8"]
    assert [each.numbers for each in happenings(entries[::-1])] == ["8", "7", "4–6"]


def test_there_are_no_lanes_before_anything_happened() -> None:
    assert timeline([]) is None
