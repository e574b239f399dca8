"""An operator lets a company in."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from hiring.accounts.access import member_with_role
from hiring.accounts.models import Person, Role

pytestmark = pytest.mark.django_db


def test_its_owner_may_do_everything_there() -> None:
    said = StringIO()
    call_command("create_organisation", "orchard", "Orchard", "olive@example.com", stdout=said)
    olive = Person.objects.get(email="olive@example.com")
    assert member_with_role(olive, "orchard").role == Role.OWNER
    assert "/review/orchard/" in said.getvalue()


@pytest.mark.parametrize(
    ("slug", "owner", "sentence"),
    [
        ("orchard", "olive@example.com", "already an organisation at 'orchard'"),
        ("Orchard Ltd", "olive@example.com", "is no short name"),
        ("grove", "olive", "is not an e-mail address"),
    ],
)
def test_it_says_what_is_wrong_and_creates_nobody(slug: str, owner: str, sentence: str) -> None:
    call_command("create_organisation", "orchard", "Orchard", "bob@example.com", stdout=StringIO())
    with pytest.raises(CommandError, match=sentence):
        call_command("create_organisation", slug, "Another", owner, stdout=StringIO())
    assert Person.objects.count() == 1
