"""Until a member has advanced or declined somebody, nothing a member can read says whose work it is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from hiring.accounts.models import Organisation, Person, Role
from hiring.assessments.models import Attempt, Cohort, Invitation
from hiring.market.models import Dispute, Licence, World
from hiring.market.services.lineage import report_lineage
from hiring.market.services.trail import append_trail
from tests.grader.evidence import make_stage
from tests.hiring.market.publishing import publish
from tests.hiring.market.registering import registered
from tests.hiring.market.settling import disputed
from tests.hiring.review.making import browser_of, hand_in_with, member, report_of, sit, store_bundle

WHY = "Repaired nearly all, and said what was left."
SIGNED = "By Alice Liddell <Alice@Example.com>, alice_liddell, ALICE LIDDELL."
DIGEST = "sha256:" + "a" * 64
NAMES = ("alice@example.com", "liddell")


@pytest.fixture
def signed(alice: Person, world: World) -> Attempt:
    """An attempt of alice's in which she has left her name and address wherever she could."""
    Invitation.objects.filter(person=alice).update(name="Alice Liddell")
    append_trail(world=world, kind="datasets.searched", facts={"query": {"text": SIGNED}, "results": 0})
    report_lineage(world=world, events=[make_stage(SIGNED, inputs=[], outputs=[("alice_liddell.csv", DIGEST)])])
    report = report_of({"SCH006": 1.0, "QUA002": 0.5}, said=SIGNED, value="ALICE@EXAMPLE.COM")
    store_bundle(hand_in_with(world.attempt, report))
    return world.attempt


@pytest.fixture
def named(alice: Person, licence: Licence) -> Attempt:
    """An attempt of alice's, known by one word, in which she has named whatever she could after herself."""
    Invitation.objects.filter(person=alice).update(name="Alice")
    world = licence.world
    for slug in ("alice-strikes", "alice"):
        disputed(world, publish(licence, slug=slug, creator="Alice Data").revision.listing_id)
    stage = make_stage("train-alice", inputs=[], outputs=[("by_alice.csv", DIGEST), ("alice", DIGEST)])
    report_lineage(world=world, events=[stage])
    registered(licence, name="alice-model")
    report = report_of({"SCH006": 1.0, "QUA002": 0.5}, said="Read samples/alice.csv", value="by-alice")
    store_bundle(hand_in_with(world.attempt, report))
    return world.attempt


def readable(browser: Client, attempt: Attempt) -> Iterator[tuple[str, str]]:
    """Every address at which a member reads something of an attempt, and what is there, headers and all."""
    base = f"/review/orchard/attempts/{attempt.pk}"
    for path in (
        "/review/orchard/",
        "/review/orchard/?search=Alice&order=score",
        f"{base}/",
        f"{base}/?submission=1",
        f"{base}/1/report.json",
        f"{base}/1/bundle.zip",
        *(f"{base}/decision/{kind}/" for kind in ("advance", "hold", "decline")),
        "/review/orchard/disputes/",
        *(f"/review/orchard/disputes/{one}/" for one in Dispute.objects.values_list("pk", flat=True)),
        "/review/orchard/assessments/",
        f"/review/orchard/assessments/{attempt.invitation.cohort.version.assessment_id}/",
    ):
        yield path, words_of(browser.get(path))


def words_of(response: Any) -> str:
    body = b"".join(response) if response.streaming else response.content
    return f"{response.headers}{body.decode()}".lower()


@pytest.mark.parametrize("role", Role)
def test_nothing_names_the_candidate(signed: Attempt, organisation: Organisation, olive: Person, role: Role) -> None:
    browser = browser_of(member(organisation, role, olive))
    for path, words in readable(browser, signed):
        assert not [name for name in NAMES if name in words], path


def test_nothing_that_was_named_after_a_candidate_of_one_name_names_them(named: Attempt, bob: Person) -> None:
    words = dict(readable(browser_of(bob), named))
    del words["/review/orchard/?search=Alice&order=score"]
    for path, said in words.items():
        assert "alice" not in said, path
    page = words[f"/review/orchard/attempts/{named.pk}/"]
    for what in (
        "published (hidden)-strikes",
        "published (hidden),",
        "train-(hidden)",
        "by_(hidden).csv",
        "(hidden)-model",
    ):
        assert what in page
    assert "samples/(hidden).csv" in words[f"/review/orchard/attempts/{named.pk}/1/report.json"]
    disputes = "".join(said for path, said in words.items() if "/disputes/" in path)
    for what in ("market day 1 of (hidden)-strikes", "day 1 of (hidden)-strikes is held", "day 1 of (hidden) is held"):
        assert what in disputes


def test_what_was_struck_out_shows_that_it_was(signed: Attempt, bob: Person) -> None:
    words = dict(readable(browser_of(bob), signed))
    for path in (f"/review/orchard/attempts/{signed.pk}/", f"/review/orchard/attempts/{signed.pk}/1/report.json"):
        assert "(hidden)" in words[path]


def test_a_hold_reveals_nothing(signed: Attempt, bob: Person) -> None:
    browser = browser_of(bob)
    browser.post(f"/review/orchard/attempts/{signed.pk}/decision/hold/", {"reason": WHY, "submission": 1})
    for path, words in readable(browser, signed):
        assert not [name for name in NAMES if name in words], path


@pytest.mark.parametrize("kind", ["advance", "decline"])
def test_a_decision_reveals_who_it_was_to_every_member(
    signed: Attempt, bob: Person, organisation: Organisation, olive: Person, kind: str
) -> None:
    base = f"/review/orchard/attempts/{signed.pk}"
    browser_of(bob).post(f"{base}/decision/{kind}/", {"reason": WHY, "submission": 1})
    reviewer = browser_of(member(organisation, Role.REVIEWER, olive))
    page = words_of(reviewer.get(f"{base}/"))
    assert all(name in page for name in NAMES)
    assert "(hidden)" not in page + words_of(reviewer.get(f"{base}/1/report.json"))


def test_the_cohort_page_does_not_tie_addresses_to_attempts(
    attempt: Attempt, cohort: Cohort, alice: Person, bob: Person
) -> None:
    sit(cohort, bob, email="dora@example.com")
    page = words_of(browser_of(bob).get(f"/review/orchard/cohorts/{cohort.pk}/"))
    assert alice.email in page
    for hidden in (str(attempt.pk), str(attempt.invitation_id), attempt.pseudonym.lower()):
        assert hidden not in page
    rows = page.partition('aria-label="invitations')[2].partition("</table>")[0]
    assert alice.email in rows
    assert "started" not in rows


def test_the_cohort_page_names_those_who_were_decided_about(signed: Attempt, bob: Person) -> None:
    browser = browser_of(bob)
    browser.post(f"/review/orchard/attempts/{signed.pk}/decision/decline/", {"reason": WHY, "submission": 1})
    page = words_of(browser.get(f"/review/orchard/cohorts/{signed.invitation.cohort_id}/"))
    assert f"/review/orchard/attempts/{signed.pk}/" in page
    assert "declined" in page


def test_a_cohort_of_one_says_that_it_cannot_be_blind(attempt: Attempt, cohort: Cohort, bob: Person) -> None:
    browser = browser_of(bob)
    addresses = (f"/review/orchard/cohorts/{cohort.pk}/", f"/review/orchard/attempts/{attempt.pk}/")
    assert all("only one person" in words_of(browser.get(address)) for address in addresses)
    sit(cohort, bob, email="dora@example.com")
    assert not any("only one person" in words_of(browser.get(address)) for address in addresses)
