"""Doing more of what is cheap and in order never makes up for what was done wrong."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from grader.check import Check, Measured
from grader.checks.pipeline.pip003_model_manifest import PIP003
from grader.checks.pipeline.pip004_licence_before_access import PIP004
from grader.checks.pipeline.pip005_usage_reported import PIP005
from grader.checks.pipeline.pip009_privacy import PIP009
from grader.checks.provenance.prv001_licence_known import PRV001
from grader.checks.provenance.prv002_licence_permits import PRV002
from grader.checks.provenance.prv004_attestation import PRV004
from grader.digests import canonical
from tests.grader.evidence import TERMS, Licensed, Market, make_model, source_of
from tests.grader.factories import hand_in, make_csv, make_rows

DATA = make_csv(make_rows())
PRIVATE = {"requires_dp": True, "max_epsilon": 3.0, "max_delta": 1e-05}
LAX = {"requires_dp": True, "max_epsilon": 9.0, "max_delta": 1e-05}
STATED = {"differentially_private": True, "epsilon": 5.0, "delta": 1e-06, "statement": "Trained with noise."}


def forbidden(market: Market) -> Licensed:
    """Fetch a dataset whose licence the brief does not allow."""
    return fetched(market, "research-only", terms={**TERMS, "licence": "LicenseRef-Assay-ResearchOnly-1.0"})


def unpermitted(market: Market) -> Licensed:
    """Fetch a dataset whose terms refuse the region."""
    return fetched(market, "elsewhere", terms={**TERMS, "regions": ["US"]})


def late(market: Market) -> Licensed:
    """Fetch a dataset once its licence is gone."""
    licence = market.license(b"late", listing="late")
    market.revoke(licence)
    market.serve(licence)
    return licence


def demanding(market: Market) -> Licensed:
    """Train on a dataset that demands more privacy than the model states."""
    return fetched(market, "health-visits", terms={**TERMS, "privacy": PRIVATE})


def fetched(market: Market, listing: str, **asked: object) -> Licensed:
    licence = market.license(listing.encode(), listing=listing, **asked)  # type: ignore[arg-type]
    market.serve(licence)
    return licence


def ask(tmp_path: Path, check: Check, wrong: Callable[[Market], Licensed], *, more: int) -> float:
    """Ask of a model made with what is ``wrong``, and with so many more datasets that are licensed, named and told."""
    market = Market()
    market.serve(market.license(DATA))
    bad = wrong(market)
    others = [fetched(market, f"more-{number}", terms={**TERMS, "privacy": LAX}) for number in range(more)]
    envelopes = [market.grant(licence) for licence in (market.licences[0], *others)]
    for licence in (market.licences[0], *others):
        market.report_usage(licence)
    paths = [f"attestations/{number}.json" for number in range(len(envelopes))]
    sources = [source_of(one) for one in others] + [{**source_of(bad), "attestation": "attestations/none.json"}]
    files = dict(zip(paths, map(canonical, envelopes), strict=True))
    files["model.json"] = canonical(make_model(*sources, privacy=STATED))
    case = hand_in(tmp_path / str(more), files=files, manifest={"attestations": paths})
    measured = check.run(case.inputs(trail=market.trail()))
    assert isinstance(measured, Measured)
    return measured.measure


@pytest.mark.parametrize(
    ("check", "wrong"),
    [
        (PRV001, forbidden),
        (PRV002, unpermitted),
        (PRV004, forbidden),
        (PIP003, forbidden),
        (PIP004, late),
        (PIP005, forbidden),
        (PIP009, demanding),
    ],
    ids=lambda value: getattr(value, "code", ""),
)
def test_eighteen_datasets_in_order_do_not_make_up_for_one_that_is_not(
    tmp_path: Path, check: Check, wrong: Callable[[Market], Licensed]
) -> None:
    assert ask(tmp_path, check, wrong, more=19) == ask(tmp_path, check, wrong, more=1) < 1
