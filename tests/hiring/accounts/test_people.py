"""One person for each address, however it is spelt and however many make them at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import UUID

import pytest
from django.db import connections

from hiring.accounts.models import Organisation, Person, Role
from hiring.accounts.services import add_member, person_with_email
from hiring.lib.refused import Refused


def test_an_address_is_one_person_however_it_is_spelt(alice: Person) -> None:
    assert person_with_email(email="  ALICE@Example.com ") == alice


@pytest.mark.parametrize("email", ["", "alice", "alice@", f"{'a' * 250}@example.com", "alice@example.com\0"])
def test_what_is_no_address_is_refused(rows: None, email: str) -> None:
    with pytest.raises(Refused, match="not an e-mail address"):
        person_with_email(email=email)


def test_two_who_make_the_same_person_at_once_get_the_same(live_database: str) -> None:
    together = Barrier(2)

    def make(_: int) -> UUID:
        together.wait()
        try:
            return person_with_email(email="dora@example.com").pk
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as threads:
        assert len(set(threads.map(make, range(2)))) == 1


def test_a_role_given_again_takes_the_place_of_the_first(
    organisation: Organisation, bob: Person, olive: Person
) -> None:
    add_member(organisation=organisation, person=bob, role=Role.AUDITOR, by=olive)
    assert bob.memberships.get().role == Role.AUDITOR
