"""One cohort, one fault plan: the careful pipeline copes with all of it, the careless one hammers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import httpx
import pytest

from demo.diligence import careful, careless
from grader.check import Measured
from grader.checks.pipeline.pip006_faults import PIP006
from grader.inputs import Inputs
from hiring.accounts.models import Organisation, Person
from hiring.assessments.models import Version
from hiring.assessments.queries import brief_document
from hiring.assessments.services.publishing import create_assessment, read_ready
from hiring.market.models import World
from hiring.market.queries import trail_document
from hiring.market.services.credentials import issue_credential
from kit import market
from kit.home import SECRET, Home
from kit.stages import Stage, run_stages

AT_THE_MARKET = ("token", "search", "licence", "fetch")
MET_BY_ALL = {"card-outage", "offer-too-soon", "address-expired", "address-key-replaced", "line-broken"}


@pytest.fixture
def version(organisation: Organisation, bob: Person) -> Version:
    """The ready assessment as it is, faults and all."""
    return create_assessment(organisation=organisation, slug="strikes", draft=read_ready("wildlife_strikes"), by=bob)


def go_to_market(
    world: World, server: httpx.Client, folder: Path, stages: Mapping[str, Stage], patch: pytest.MonkeyPatch
) -> Measured:
    """Run a pipeline as far as it needs the market, and ask the check about its trail."""
    credential = issue_credential(world=world)
    patch.setenv(SECRET, credential.client_secret)
    patch.setattr(market, "wait_of", market.wait_of)  # so that who changes it changes it for this test alone
    told = {"base_url": str(server.base_url), "client_id": credential.client_id, "attempt": str(world.attempt_id)}
    home, brief = Home(folder), brief_document(world.attempt)
    home.write("config.json", json.dumps(told))
    home.write("brief.json", brief)
    assert run_stages(home, {name: stages[name] for name in AT_THE_MARKET}) == 0
    measured = PIP006.run(Inputs.of(folder, brief=brief, trail=trail_document(world.attempt)))
    assert isinstance(measured, Measured)
    return measured


def played(world: World) -> list[tuple[str, str, int]]:
    """The faults a market played: which, on which call, on which request of it."""
    facts = [entry.facts for entry in world.trail.filter(kind="fault.played").order_by("sequence")]
    return [(fact["fault"], fact["route"], fact["ordinal"]) for fact in facts]


def test_the_careful_cope_with_the_faults_by_which_the_careless_are_told(
    server: httpx.Client, world: World, other_world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    coped = go_to_market(world, server, tmp_path / "careful", careful.STAGES, monkeypatch)
    assert (coped.measure, coped.findings) == (1, ())
    hammered = go_to_market(other_world, server, tmp_path / "careless", careless.STAGES, monkeypatch)
    assert {finding.message.split(":")[0] for finding in hammered.findings} == {"card-outage", "offer-too-soon"}
    assert hammered.measure == 1 - 2 / len(MET_BY_ALL)
    assert played(world) == played(other_world)
    assert {fault for fault, _, _ in played(world)} == MET_BY_ALL
