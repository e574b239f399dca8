"""Signing in by a link, for demonstrations alone: a signed token names a person for a day, where DEMO is on."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.core.exceptions import ValidationError
from django.urls import reverse

from hiring.accounts.models import Person
from hiring.lib.refused import Refused

SALT = "hiring.accounts.demo"
VALID_FOR = timedelta(days=1)


def sign_in_link(person: Person) -> str:
    """Return the address at which anyone who holds it can sign in as ``person``."""
    token = signing.dumps(str(person.pk), salt=SALT)
    return f"{settings.PUBLIC_URL}{reverse('demo_sign_in', args=[token])}"


def person_by_token(token: str) -> Person:
    """Return whom a link signs in; refuse any link where DEMO is off, as if there were no such address."""
    if not settings.DEMO:
        raise Refused("no_demo", "There is nothing at this address.", status=404)
    try:
        person_id = signing.loads(token, salt=SALT, max_age=VALID_FOR)
        return Person.objects.get(pk=person_id, is_active=True)
    except signing.SignatureExpired as problem:
        raise Refused(
            "demo_link_expired", "This link was good for a day. Start the demo again for new ones.", status=410
        ) from problem
    except (signing.BadSignature, Person.DoesNotExist, ValidationError) as problem:
        raise Refused(
            "no_such_demo_link",
            "This link signs nobody in. Copy it whole from what the demo printed, or start the demo again.",
            status=404,
        ) from problem
