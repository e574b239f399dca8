"""What a market gets wrong on purpose: read before it happens on the assessment's page, and after on the attempt's."""

from __future__ import annotations

import re

import pytest

from grader.faults import Route
from hiring.accounts.models import Organisation, Person
from hiring.assessments.models import Version
from hiring.assessments.services.publishing import create_assessment, read_ready
from hiring.lib.refused import Refused
from hiring.market.models import World
from hiring.market.services.faults import meet_faults
from tests.hiring.review.making import browser_of


@pytest.fixture
def shaky(organisation: Organisation, bob: Person) -> Version:
    """The ready assessment as it is, faults and all."""
    return create_assessment(organisation=organisation, slug="shaky", draft=read_ready("wildlife_strikes"), by=bob)


def read(person: Person, address: str) -> str:
    answer = browser_of(person).get(address)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_a_recruiter_reads_what_will_go_wrong_and_what_is_good(bob: Person, shaky: Version) -> None:
    page = read(bob, f"/review/orchard/assessments/{shaky.assessment_id}/")
    assert "What the market gets wrong on purpose" in page
    assert "429, too many requests: try again after 2 s" in page
    assert "Asking for access to airport-directory, request 1" in page
    assert "A good pipeline fetches what is missing and checks the digest." in page


def test_an_assessment_without_faults_speaks_of_none(bob: Person, version: Version) -> None:
    assert "on purpose" not in read(bob, f"/review/orchard/assessments/{version.assessment_id}/")


class TestAfterAFault:
    @pytest.fixture
    def version(self, shaky: Version) -> Version:
        """What alice sits."""
        return shaky

    @pytest.fixture
    def told_to_wait(self, world: World) -> World:
        """Alice's market, where she asked for an offer again at once though she was told to wait."""
        for _ in range(3):
            try:
                meet_faults(world=world, route=Route.OFFER, subject="wildlife-strikes")
            except Refused:
                continue
        return world

    def test_a_reviewer_reads_what_the_pipeline_did_about_it(self, bob: Person, told_to_wait: World) -> None:
        page = read(bob, f"/review/orchard/attempts/{told_to_wait.attempt_id}/")
        assert "Faults 1" in page
        assert "Faults of the market" in page
        assert "While asking for an offer: 429, too many requests" in page
        assert re.search(r"Asked again after [0-9.]+ s, where Retry-After said 2 s", page)
        assert "not handled" in page

    def test_the_candidate_reads_it_once_it_was_played(self, alice: Person, told_to_wait: World) -> None:
        page = read(alice, f"/attempts/{told_to_wait.attempt_id}/market/")
        assert "Met a fault while asking for an offer: 429, too many requests" in page
        assert "Came back after a fault, asking for an offer" in page
        assert "airports-revoked" not in page
