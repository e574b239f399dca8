"""Who may open which page of an organisation, and do what there."""

from __future__ import annotations

import pytest
from django.test import Client

from hiring.accounts.models import Organisation, Person, Role
from hiring.accounts.services import add_member, create_organisation
from hiring.assessments.models import Attempt
from hiring.decisions.models import Decision, Review
from tests.hiring.review.making import browser_of, hand_in_graded, member, store_bundle

EVERYONE = set(Role)
REVIEWERS = EVERYONE - {Role.AUDITOR}
RECRUITERS = {Role.OWNER, Role.RECRUITER}
WHY = "Repaired nearly all, and said what was left."

READ = {
    "": EVERYONE,
    "invite/": RECRUITERS,
    "members/": EVERYONE,
    "assessments/": EVERYONE,
    "assessments/{assessment}/": EVERYONE,
    "cohorts/{cohort}/": RECRUITERS,
    "attempts/{attempt}/": EVERYONE,
    "attempts/{attempt}/decision/hold/": RECRUITERS,
    "attempts/{attempt}/1/report.json": EVERYONE,
    "attempts/{attempt}/1/bundle.zip": REVIEWERS,
}
DO: dict[str, tuple[dict[str, object], set[Role]]] = {
    "assessments/{assessment}/cohorts/": ({"name": "spring"}, RECRUITERS),
    "library/wildlife_strikes/": ({}, RECRUITERS),
    "members/new/": ({"email": "dora@example.com", "role": "reviewer"}, {Role.OWNER}),
    "cohorts/{cohort}/": ({"addresses": "dora@example.com"}, RECRUITERS),
    "attempts/{attempt}/decision/hold/": ({"reason": WHY, "submission": 1}, RECRUITERS),
    "attempts/{attempt}/review/": ({"notes": "Thorough.", "submission": 1}, REVIEWERS),
    "attempts/{attempt}/extension/": ({"hours": 2, "reason": "illness"}, RECRUITERS),
}


@pytest.fixture
def graded(attempt: Attempt) -> Attempt:
    """Alice's attempt with something handed in and graded."""
    store_bundle(hand_in_graded(attempt))
    return attempt


def path_to(page: str, attempt: Attempt, *, organisation: str = "orchard") -> str:
    cohort = attempt.invitation.cohort
    return f"/review/{organisation}/" + page.format(
        assessment=cohort.version.assessment_id, cohort=cohort.pk, attempt=attempt.pk
    )


@pytest.mark.parametrize("role", Role)
def test_every_page_opens_to_its_roles_alone(
    graded: Attempt, organisation: Organisation, olive: Person, role: Role
) -> None:
    browser = browser_of(member(organisation, role, olive))
    opened = {page: browser.get(path_to(page, graded)).status_code for page in READ}
    assert opened == {page: 200 if role in allowed else 403 for page, allowed in READ.items()}


@pytest.mark.parametrize("role", Role)
def test_everything_is_done_by_its_roles_alone(
    graded: Attempt, organisation: Organisation, olive: Person, role: Role
) -> None:
    browser = browser_of(member(organisation, role, olive))
    done = {page: browser.post(path_to(page, graded), form).status_code < 400 for page, (form, _) in DO.items()}
    assert done == {page: role in allowed for page, (_, allowed) in DO.items()}
    assert Decision.objects.exists() == (role in RECRUITERS)
    assert Review.objects.exists() == (role in REVIEWERS)


def test_a_stranger_finds_nothing(graded: Attempt, charlie: Person) -> None:
    browser = browser_of(charlie)
    assert {browser.get(path_to(page, graded)).status_code for page in READ} == {404}
    assert {browser.post(path_to(page, graded), form).status_code for page, (form, _) in DO.items()} == {404}


def test_the_candidate_finds_nothing_either(graded: Attempt, alice: Person) -> None:
    assert {browser_of(alice).get(path_to(page, graded)).status_code for page in READ} == {404}


def test_another_organisation_s_owner_finds_nothing_of_it(graded: Attempt, charlie: Person) -> None:
    create_organisation(name="Quarry", slug="quarry", owner=charlie)
    browser = browser_of(charlie)
    theirs = [page for page in READ if "{" in page]
    assert {browser.get(path_to(page, graded, organisation="quarry")).status_code for page in theirs} == {404}
    others = [(page, form) for page, (form, _) in DO.items() if "{" in page]
    assert {browser.post(path_to(page, graded, organisation="quarry"), form).status_code for page, form in others} == {
        404
    }


def test_whoever_is_not_signed_in_is_asked_to(graded: Attempt, client: Client) -> None:
    for page in READ:
        answer = client.get(path_to(page, graded))
        assert (answer.status_code, answer.headers["Location"].split("?")[0]) == (302, "/sign-in/")


def test_no_page_is_kept_by_a_cache(graded: Attempt, bob: Person) -> None:
    browser = browser_of(bob)
    assert all("no-store" in browser.get(path_to(page, graded)).headers["Cache-Control"] for page in READ)


def test_a_refusal_says_which_role_may(graded: Attempt, organisation: Organisation, olive: Person) -> None:
    browser = browser_of(member(organisation, Role.AUDITOR, olive))
    page = browser.get(path_to("attempts/{attempt}/decision/hold/", graded)).content.decode()
    assert "Your role here is auditor; this needs owner or recruiter. Ask an owner." in page


def test_pages_offer_only_what_a_role_may_do(graded: Attempt, organisation: Organisation, olive: Person) -> None:
    auditor = browser_of(member(organisation, Role.AUDITOR, olive))
    page = auditor.get(path_to("attempts/{attempt}/", graded)).content.decode()
    for offered in ("Advance…", "Keep my notes", "Give more time", "bundle.zip"):
        assert offered not in page
    assert "Invite" not in auditor.get(path_to("", graded)).content.decode()


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_nothing_answers_to_other_methods(graded: Attempt, bob: Person, method: str) -> None:
    browser = browser_of(bob)
    assert {getattr(browser, method)(path_to(page, graded)).status_code for page in READ} == {405}


@pytest.mark.parametrize("role", Role)
def test_a_member_finds_nothing_of_their_own_attempt(
    graded: Attempt, organisation: Organisation, olive: Person, alice: Person, role: Role
) -> None:
    add_member(organisation=organisation, person=alice, role=role, by=olive)
    browser = browser_of(alice)
    own = {page for page in READ if "{attempt}" in page}
    assert {browser.get(path_to(page, graded)).status_code for page in own} == {403}
    done = [(page, form) for page, (form, _) in DO.items() if "{attempt}" in page]
    assert {browser.post(path_to(page, graded), form).status_code for page, form in done} == {403}
    assert graded.pseudonym not in browser.get(path_to("", graded)).content.decode()
    assert not Decision.objects.exists()
