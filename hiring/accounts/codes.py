"""The letters of signing in: posted whether or not anybody has the address, so that nobody learns which it is."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

from django.conf import settings
from django.utils import timezone

from hiring.accounts.models import Person
from hiring.letters.intake import post_letter

KIND = "login_code"


def post_code(*, email: str, code: str) -> None:
    """Post a code to sign in with to whoever has the address; it is not sent once the code no longer holds."""
    until = timezone.now() + timedelta(seconds=settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT)
    person = Person.objects.get(email__iexact=email)
    post_letter(kind=KIND, subject=person.pk, to=person.email, words={"code": code}, until=until)


def post_to_nobody() -> None:
    """Do for an address that nobody has what is done for any other, as far as time can tell; nothing is sent."""
    post_letter(kind=KIND, subject=uuid4(), to="", words={"code": ""}, until=timezone.now())
