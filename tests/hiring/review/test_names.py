"""What an organisation calls somebody is its own: no other organisation reads it, or loses its own to it."""

from __future__ import annotations

import pytest
from django.core import mail

from hiring.accounts.models import Organisation, Person, Role
from hiring.accounts.services import add_member, create_organisation
from hiring.assessments.models import Cohort
from hiring.assessments.services.publishing import create_assessment, open_cohort, read_ready
from hiring.decisions.queries.attempts import attempt_for_review, mask_of
from tests.hiring.review.making import browser_of, hand_in_graded, sit
from tests.letters import deliver

WHY = "Repaired nearly all, and said what was left."
TOLD = "J (told us to be kind)"


@pytest.fixture
def quarry(charlie: Person) -> Organisation:
    """Another organisation, charlie's."""
    return create_organisation(name="Quarry", slug="quarry", owner=charlie, owner_name="Charlie")


@pytest.fixture
def theirs(quarry: Organisation, charlie: Person) -> Cohort:
    """A cohort of the other organisation, to which dora was invited first."""
    draft = read_ready("wildlife_strikes")
    version = create_assessment(organisation=quarry, slug="strikes", draft=draft, by=charlie)
    cohort = open_cohort(version=version, name="spring", by=charlie)
    sit(cohort, charlie, email="dora@example.com", name=TOLD)
    return cohort


def test_the_name_one_organisation_gives_is_not_read_by_another(
    theirs: Cohort, cohort: Cohort, bob: Person, charlie: Person
) -> None:
    attempt = sit(cohort, bob, email="dora@example.com", name="Dora Builder")
    hand_in_graded(attempt)
    browser = browser_of(bob)
    browser.post(f"/review/orchard/attempts/{attempt.pk}/decision/advance/", {"reason": WHY, "submission": 1})
    for address in (f"cohorts/{cohort.pk}/", f"attempts/{attempt.pk}/"):
        page = browser.get(f"/review/orchard/{address}").content.decode()
        assert "Dora Builder" in page
        assert "told us" not in page
    assert TOLD in browser_of(charlie).get(f"/review/quarry/cohorts/{theirs.pk}/").content.decode()


def test_each_letter_greets_by_the_name_of_who_invites(theirs: Cohort, cohort: Cohort, bob: Person) -> None:
    sit(cohort, bob, email="dora@example.com", name="Dora Builder")
    deliver()
    first, second = (letter.body for letter in mail.outbox)
    assert TOLD in first
    assert "Dora Builder" in second
    assert TOLD not in second


def test_a_name_given_after_a_blank_one_is_struck_out(cohort: Cohort, bob: Person) -> None:
    sit(cohort, bob, email="emil@example.com")
    winter = open_cohort(version=cohort.version, name="winter", by=bob)
    later = sit(winter, bob, email="emil@example.com", name="Emil Er")
    for attempt in later.candidate.attempts.all():
        mask = mask_of(attempt_for_review(bob.memberships.get(), attempt.pk))
        assert mask.text("By Emil Er.") == "By (hidden)."


def test_a_member_goes_by_the_name_of_each_organisation(
    quarry: Organisation, organisation: Organisation, bob: Person, olive: Person, charlie: Person
) -> None:
    add_member(organisation=quarry, person=bob, role=Role.REVIEWER, by=charlie, name="Robert the Late")
    ours = browser_of(olive).get("/review/orchard/members/").content.decode()
    assert "Bob" in ours
    assert "Robert" not in ours
    assert "Robert the Late" in browser_of(charlie).get("/review/quarry/members/").content.decode()


def test_a_member_whose_role_changes_keeps_their_name(organisation: Organisation, bob: Person, olive: Person) -> None:
    add_member(organisation=organisation, person=bob, role=Role.AUDITOR, by=olive)
    assert bob.memberships.get().name == "Bob"
