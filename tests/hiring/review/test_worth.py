"""What each dataset cost stands beside what it added, and what was not measured is said to be so."""

from __future__ import annotations

import json
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hiring.accounts.models import Person
from hiring.market.models import Attestation, Licence, RegisteredModel, World
from hiring.market.services.registry import register_model
from tests.fixtures.market import license_to
from tests.grader.evidence import make_model
from tests.hiring.market.registering import ATTESTATION, fetched, source
from tests.hiring.review.making import browser_of

STRIKES, AIRPORTS = "wildlife-strikes", "airport-directory"


@pytest.fixture
def airports(world: World) -> Licence:
    """Alice's licence of a dataset that each grant of access costs something."""
    return license_to(world, AIRPORTS, pricing_model="per_request")


def register(*licences: Licence, reached: float, measure: str = "balanced_accuracy") -> None:
    """Register a model that was made of these datasets and reached that much."""
    world = licences[0].world
    proofs = {f"{ATTESTATION}-{licence.pk}": fetched(licence).envelope for licence in licences}
    sources = [source(licence, attestation=proof) for licence, proof in zip(licences, proofs, strict=True)]
    register_model(world=world, manifest=make_model(*sources, metrics={measure: reached}), attestations=proofs)


def pages(world: World, alice: Person, bob: Person) -> dict[str, str]:
    """The pages that tell of it, each as its text."""
    attempt = world.attempt
    asked = {
        "market": (alice, f"/attempts/{attempt.pk}/market/"),
        "attempt": (bob, f"/review/orchard/attempts/{attempt.pk}/"),
        "cohort": (bob, f"/review/orchard/cohorts/{attempt.invitation.cohort_id}/"),
    }
    return {name: browser_of(person).get(path).content.decode() for name, (person, path) in asked.items()}


def row_of(page: str, dataset: str) -> str:
    """The words of a dataset's row under "Cost against quality"."""
    panel = page.partition('id="worth"')[2].partition("</section>")[0]
    [row] = re.findall(rf"<tr>(?:(?!</tr>).)*>{dataset}<.*?</tr>", panel, re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", row).split())


def test_it_is_measured_by_models_that_differ_in_it_alone_and_followed_over_time(
    world: World, licence: Licence, airports: Licence, alice: Person, bob: Person
) -> None:
    register(licence, reached=0.70)
    register(licence, airports, reached=0.74)
    register(licence, reached=0.725)
    found = pages(world, alice, bob)
    price = f"{airports.offer.price_micro / 1_000_000:g} cr"
    for name in ("market", "attempt"):
        assert row_of(found[name], AIRPORTS) == f"1 {AIRPORTS} {price} 0.725 0.740 +0.015 from +0.040"
        assert row_of(found[name], STRIKES) == f"2 {STRIKES} 0 cr – – not measured –"
        assert f"{AIRPORTS}: cost {price}, +0.015" in found[name]
        assert f"{AIRPORTS}: +0.040, +0.015" in found[name]
        assert "as 3 registered models state it in their own manifests" in found[name]
    assert "register a model trained without it" in found["market"]
    assert "no two registered models differ in that dataset alone" in found["attempt"]
    assert row_of(found["cohort"], AIRPORTS) == f"1 {AIRPORTS} 1 {price} 1 +0.015"
    assert row_of(found["cohort"], STRIKES) == f"2 {STRIKES} 1 0 cr 0 not measured"


def test_nothing_is_invented_where_no_model_can_be_compared(
    world: World, licence: Licence, airports: Licence, alice: Person, bob: Person
) -> None:
    register(licence, reached=0.3, measure="loss")
    register(licence, airports, reached=97.0, measure="accuracy")
    for page in pages(world, alice, bob).values():
        assert "none that states a measure from 0 to 1 is registered yet" in page
        assert "not measured" in row_of(page, AIRPORTS)


def test_it_asks_no_more_for_many_models_than_for_one(
    world: World, licence: Licence, airports: Licence, bob: Person
) -> None:
    counts = []
    for number in range(3):
        register(licence, *([airports] if number else []), reached=0.5 + number / 100)
        with CaptureQueriesContext(connection) as asked:
            browser_of(bob).get(f"/review/orchard/cohorts/{world.attempt.invitation.cohort_id}/")
        counts.append(len(asked))
    assert counts[2] <= counts[0]


def test_a_manifest_that_was_kept_with_a_null_character_fails_no_page(
    world: World, licence: Licence, alice: Person, bob: Person
) -> None:
    register(licence, reached=0.7)
    kept = RegisteredModel.objects.get()
    proof = Attestation.objects.create(world=world, subject_digest=licence.revision.digest, envelope={})
    RegisteredModel.objects.create(
        world=world,
        name=kept.name,
        digest=licence.revision.digest,
        manifest=json.dumps({**kept.document, "x-note": "\0"}),
        trained_at=kept.trained_at,
        attestation=proof,
    )
    for page in pages(world, alice, bob).values():
        assert row_of(page, STRIKES)
