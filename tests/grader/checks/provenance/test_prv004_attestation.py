"""PRV004 matches signed attestations with the bytes that the market served."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from grader.check import Measured
from grader.checks.provenance.prv004_attestation import PRV004
from grader.digests import canonical
from grader.finding import Severity
from tests.grader.evidence import ATTEMPT, CHARLIE, Market
from tests.grader.factories import HandedIn, hand_in, make_csv, make_rows

FILE = "attestations/wildlife-strikes.json"


def ask(case: HandedIn, **others: Any) -> Measured:
    measured = PRV004.run(case.inputs(**others))
    assert isinstance(measured, Measured)
    return measured


def test_it_believes_what_came_with_the_access(tmp_path: Path) -> None:
    assert ask(hand_in(tmp_path)).measure == 1


def test_the_attestation_of_a_source_speaks_of_what_the_edge_made_of_it(tmp_path: Path) -> None:
    market = Market()
    licence = market.license(make_csv(make_rows()))
    envelope = market.grant(licence)
    market.transform(licence, b"a\n1\n")
    market.transform(licence, b"a\n2\n")
    case = hand_in(tmp_path, manifest={"attestations": [envelope]})
    assert ask(case, trail=market.trail()).measure == 1


def test_it_reads_an_envelope_that_stands_in_the_manifest(tmp_path: Path) -> None:
    market = Market()
    licence = market.license(make_csv(make_rows()))
    envelope = market.grant(licence)
    market.serve(licence)
    assert ask(hand_in(tmp_path, market=market, manifest={"attestations": [envelope]})).measure == 1


def test_it_misses_an_attestation(tmp_path: Path) -> None:
    market = Market()
    served = market.serve(market.license(b"x\n1\n", listing="weather"))
    measured = ask(hand_in(tmp_path, market=market))
    assert measured.measure == 0.5
    assert measured.findings[0].place.entries == (served,)
    assert measured.findings[0].message == "weather@1 was fetched, and no attestation names its bytes."


@pytest.mark.parametrize("edge", [False, True], ids=["bytes", "artefact"])
def test_bytes_that_were_served_in_part_need_one_too(tmp_path: Path, edge: bool) -> None:
    market = Market()
    licence = market.license(b"x\n1\n", listing="weather")
    served = market.transform(licence, b"y\n2\n", fetched=3) if edge else market.serve(licence, first=0, last=2)
    measured = ask(hand_in(tmp_path, market=market))
    assert measured.measure == 0.5
    assert [finding.place.entries for finding in measured.findings] == [(served,)]


def test_a_genuine_attestation_of_what_was_never_fetched_is_noted_and_costs_nothing(tmp_path: Path) -> None:
    market = Market()
    envelope = market.grant(market.license(b"x\n1\n", listing="weather"))
    paper = "attestations/weather.json"
    listed = {"attestations": [FILE, paper]}
    measured = ask(hand_in(tmp_path, market=market, files={paper: canonical(envelope)}, manifest=listed))
    assert measured.measure == 1
    [note] = measured.findings
    assert (note.severity, note.place.file) == (Severity.NOTE, paper)
    assert note.message.startswith("It attests access to weather@1, of which nothing was fetched")
    assert [market.entries[entry - 1]["kind"] for entry in note.place.entries] == ["access.granted"]


@pytest.mark.parametrize(
    ("market", "changed", "reason"),
    [
        (Market(key=CHARLIE), {}, "No signature on it is by a trusted key"),
        (Market(), {"attempt": "another"}, "It speaks of another attempt"),
        (Market(), {"jti": "jti-of-charlie"}, "The licence it names stands nowhere in the trail"),
        (Market(), {}, "The access it attests stands nowhere in the trail"),
        (Market(), {"grant": "grant-of-licence-1"}, "The access it attests stands nowhere in the trail"),
    ],
    ids=["stranger", "attempt", "licence", "grant", "digest"],
)
def test_it_says_why_an_attestation_proves_nothing(
    tmp_path: Path, market: Market, changed: dict[str, Any], reason: str
) -> None:
    envelope = market.attest(market.license(b"other bytes"), **{"grant": "grant", "attempt": ATTEMPT, **changed})
    measured = ask(hand_in(tmp_path, files={FILE: canonical(envelope)}))
    assert measured.measure == 0
    assert reason in measured.findings[0].message
    assert measured.findings[0].place.file == FILE


@pytest.mark.parametrize("content", [b"", b"[]", b"{", b"{}"])
def test_it_says_where_an_attestation_can_not_be_read(tmp_path: Path, content: bytes) -> None:
    measured = ask(hand_in(tmp_path, files={FILE: content}))
    assert measured.findings[0].place.file == FILE


def test_it_says_when_a_listed_attestation_is_missing(tmp_path: Path) -> None:
    assert "holds no attestations/" in ask(hand_in(tmp_path, missing=FILE)).findings[0].message


def test_nothing_fetched_is_nothing_attested(tmp_path: Path) -> None:
    measured = ask(hand_in(tmp_path, manifest={"attestations": []}), trail=Market().trail())
    assert measured.measure == 0
    assert "no dataset fetched" in measured.findings[0].message
