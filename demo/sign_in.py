"""Signing in by a link that works once: for the demonstration, where no e-mail is read."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from hiring.accounts.models import Person
from hiring.lib.refused import Refused


class OnceOnly(PasswordResetTokenGenerator):
    """Makes tokens that end when their person signs in, since they are signed over the last time they did."""

    key_salt = "demo.sign_in"


LINKS = OnceOnly()


def link_for(person: Person) -> str:
    """Return a link by which a person signs in once."""
    address = reverse("demo_sign_in", args=(person.pk, LINKS.make_token(person)))
    return f"{settings.PUBLIC_URL}{address}"


@require_GET
@never_cache
def sign_in(request: HttpRequest, person: UUID, token: str) -> HttpResponse:
    """Sign the person of a genuine, unused link in."""
    found = Person.objects.filter(pk=person).first()
    if found is None or not LINKS.check_token(found, token):
        sentence = "This sign-in link was used before, or is not whole. Start the demonstration again for a new one."
        raise Refused("link_used", sentence, status=403)
    login(request, found, backend=settings.AUTHENTICATION_BACKENDS[0])
    return redirect("portal:home")
