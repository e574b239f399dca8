"""The people of the tests: alice, a candidate; bob, a recruiter at an organisation; charlie, a stranger to both."""

from __future__ import annotations

import pytest

from hiring.accounts.models import Organisation, Person, Role
from hiring.accounts.services import add_member, create_organisation, person_with_email


@pytest.fixture
def rows(request: pytest.FixtureRequest) -> None:
    """A database to write to: one that commits where the test asks for it, else one that is rolled back."""
    request.getfixturevalue("live_database" if "live_database" in request.fixturenames else "db")


@pytest.fixture
def alice(rows: None) -> Person:
    """A candidate."""
    return person_with_email(email="alice@example.com")


@pytest.fixture
def olive(rows: None) -> Person:
    """The owner of bob's organisation."""
    return person_with_email(email="olive@example.com")


@pytest.fixture
def organisation(olive: Person) -> Organisation:
    """A company that hires."""
    return create_organisation(name="Orchard", slug="orchard", owner=olive, owner_name="Olive")


@pytest.fixture
def bob(organisation: Organisation, olive: Person) -> Person:
    """A recruiter at the organisation."""
    person = person_with_email(email="bob@example.com")
    add_member(organisation=organisation, person=person, role=Role.RECRUITER, by=olive, name="Bob")
    return person


@pytest.fixture
def charlie(rows: None) -> Person:
    """A stranger: signed in, and neither a candidate of the organisation nor a member."""
    return person_with_email(email="charlie@example.com")
