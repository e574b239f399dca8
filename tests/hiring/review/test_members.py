"""Owners add and remove members; whoever is added signs in, and one owner always stays."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.core import mail
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

from hiring.accounts.models import Member, Organisation, Person, Role
from hiring.accounts.services import add_member, person_with_email, remove_member
from hiring.audit.models import AuditRow
from hiring.letters.models import Letter
from hiring.lib.refused import Refused
from tests.hiring.review.making import browser_of
from tests.letters import deliver

ADDRESS = "/review/orchard/members/"
DORA = {"email": "Dora@Example.com", "name": "Dora", "role": "reviewer"}


@pytest.fixture
def owner(olive: Person, organisation: Organisation) -> Client:
    """Olive's browser."""
    return browser_of(olive)


def removal_of(member: Member) -> str:
    return f"{ADDRESS}{member.pk}/removal/"


def test_whoever_is_added_gets_a_letter_and_opens_the_inbox(owner: Client) -> None:
    page = owner.post(f"{ADDRESS}new/", DORA, follow=True).content.decode()
    assert "dora@example.com is reviewer here now" in page
    deliver()
    (letter,) = mail.outbox
    assert letter.to == ["dora@example.com"]
    assert "/review/orchard/" in letter.body
    assert browser_of(Person.objects.get(email="dora@example.com")).get("/review/orchard/").status_code == 200


def test_the_same_role_again_brings_no_second_letter_and_another_role_does(owner: Client) -> None:
    for role in ("reviewer", "reviewer", "auditor"):
        owner.post(f"{ADDRESS}new/", DORA | {"role": role})
    assert Letter.objects.filter(kind="membership").count() == 2


def test_a_membership_and_its_letter_are_one_fact(owner: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(member: Member, *, by: str) -> None:
        raise RuntimeError

    monkeypatch.setattr("hiring.accounts.services.post_membership", fail)
    with pytest.raises(RuntimeError):
        owner.post(f"{ADDRESS}new/", DORA)
    assert not Member.objects.filter(person__email="dora@example.com").exists()


def test_whoever_is_added_is_sent_a_code_to_sign_in_with(owner: Client, client: Client) -> None:
    owner.post(f"{ADDRESS}new/", DORA)
    deliver()
    mail.outbox.clear()
    client.post("/sign-in/", {"email": "dora@example.com"})
    deliver()
    (letter,) = mail.outbox
    assert letter.to == ["dora@example.com"]


@pytest.mark.parametrize("wrong", [{"email": "nobody"}, {"email": ""}, {"role": "king"}, {"role": ""}])
def test_a_form_that_is_wrong_adds_nobody(owner: Client, organisation: Organisation, wrong: dict[str, str]) -> None:
    answer = owner.post(f"{ADDRESS}new/", DORA | wrong)
    assert answer.status_code == 422
    assert "autofocus" in answer.content.decode()
    assert organisation.members.count() == 1


def test_a_member_added_again_gets_the_other_role(owner: Client, bob: Person) -> None:
    owner.post(f"{ADDRESS}new/", {"email": bob.email, "role": "auditor"})
    assert bob.memberships.get().role == Role.AUDITOR


def test_removing_asks_first_and_then_shuts_every_door(owner: Client, bob: Person) -> None:
    address = removal_of(bob.memberships.get())
    assert "stays, under their address" in owner.get(address).content.decode()
    assert bob.memberships.exists()
    assert browser_of(bob).get("/review/orchard/").status_code == 200
    assert "no longer belongs to Orchard" in owner.post(address, follow=True).content.decode()
    assert browser_of(bob).get("/review/orchard/").status_code == 404


def test_the_last_owner_stays_one(owner: Client, olive: Person) -> None:
    member = olive.memberships.get()
    page = owner.post(removal_of(member))
    assert page.status_code == 409
    assert "Olive is the only owner of Orchard" in page.content.decode()
    assert owner.post(f"{ADDRESS}new/", {"email": olive.email, "role": "auditor"}).status_code == 409
    assert olive.memberships.get().role == Role.OWNER


def test_an_owner_may_go_once_there_is_another(owner: Client, olive: Person, bob: Person) -> None:
    owner.post(f"{ADDRESS}new/", {"email": bob.email, "role": "owner"})
    assert owner.post(removal_of(olive.memberships.get())).headers["Location"] == "/review/"
    assert not olive.memberships.exists()


def test_of_two_owners_who_remove_each_other_one_stays(
    live_database: str, organisation: Organisation, olive: Person
) -> None:
    dora = person_with_email(email="dora@example.com")
    add_member(organisation=organisation, person=dora, role=Role.OWNER, by=olive)
    together = Barrier(2)

    def remove(leaving: Person, by: Person) -> str:
        member = leaving.memberships.get()
        together.wait()
        try:
            return remove_member(member=member, by=by).email
        except Refused as refusal:
            return refusal.code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as threads:
        assert "last_owner" in set(threads.map(remove, (dora, olive), (olive, dora)))
    assert organisation.members.count() == 1


def test_every_change_is_in_the_audit_log(owner: Client, olive: Person) -> None:
    for role in ("reviewer", "recruiter"):
        owner.post(f"{ADDRESS}new/", DORA | {"role": role})
    dora = Person.objects.get(email="dora@example.com")
    owner.post(removal_of(dora.memberships.get()))
    rows = AuditRow.objects.filter(subject=str(dora.pk)).order_by("sequence")
    assert [(row.verb, row.facts["role"]) for row in rows] == [
        ("member.added", "reviewer"),
        ("member.changed", "recruiter"),
        ("member.removed", "recruiter"),
    ]
    assert {row.actor for row in rows} == {olive.pk}


def test_others_read_the_list_and_are_offered_no_change(owner: Client, bob: Person) -> None:
    page = browser_of(bob).get(ADDRESS).content.decode()
    assert "olive@example.com" in page
    assert "Remove" not in page
    assert "Add somebody" not in page


def test_queries_do_not_grow_with_the_members(owner: Client, organisation: Organisation, olive: Person) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            owner.get(ADDRESS)
        return len(asked)

    one = queries()
    for number in range(4):
        person = person_with_email(email=f"more{number}@example.com")
        add_member(organisation=organisation, person=person, role=Role.REVIEWER, by=olive)
    assert queries() == one
