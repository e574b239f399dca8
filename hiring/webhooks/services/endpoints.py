"""Adding endpoints, removing them, and replacing their secrets."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID, uuid4

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from hiring.keys.sealing import seal
from hiring.lib.addresses import NotCallable, read_url
from hiring.lib.refused import Detail, Refused
from hiring.webhooks.kinds import Kind
from hiring.webhooks.models import Endpoint, Secret
from hiring.webhooks.queries import endpoint_of
from hiring.webhooks.sending import opened
from hiring.webhooks.signing import new_secret, written

MOST_ENDPOINTS = 5
OVERLAP = timedelta(hours=24)


@dataclass(frozen=True, kw_only=True)
class Secured:
    """An endpoint with the secret it was just given: show it once; ``secret_id`` finds it again while it is current."""

    endpoint: Endpoint
    secret_id: UUID
    secret: str = field(repr=False)


@transaction.atomic
def add_endpoint(*, owner: UUID, url: str, kinds: Iterable[Kind]) -> Secured:
    """Tell an address of some kinds of things from now on, signed with a secret of its own."""
    wished = [str(kind) for kind in dict.fromkeys(kinds)]
    if not wished:
        raise _unfit("kinds", "no_kinds", "Choose at least one kind of message.")
    try:
        read_url(url, own=settings.WEBHOOKS_TO_LOOPBACK)
    except NotCallable as problem:
        raise _unfit("url", "bad_url", str(problem)) from problem
    _lock_owner(owner)
    _refuse_more(owner, url)
    endpoint = Endpoint.objects.create(owner=owner, url=url, kinds=wished)
    return _secured(endpoint)


@transaction.atomic
def remove_endpoint(*, owner: UUID, endpoint_id: UUID) -> None:
    """Forget an endpoint with its secrets and its deliveries; what is on its way to it ends unrecorded."""
    # Held first, so that no worker writes about a delivery and nothing new is addressed to it meanwhile.
    Endpoint.objects.select_for_update().get(pk=endpoint_of(owner, endpoint_id).pk).delete()


@transaction.atomic
def rotate_secret(*, owner: UUID, endpoint_id: UUID) -> Secured:
    """Give an endpoint a new secret; the one before it signs beside it for a day, and any older one no more."""
    endpoint = Endpoint.objects.select_for_update().get(pk=endpoint_of(owner, endpoint_id).pk)
    endpoint.secrets.exclude(ends_at=None).delete()
    endpoint.secrets.update(ends_at=timezone.now() + OVERLAP)
    return _secured(endpoint)


def reveal_secret(*, owner: UUID, secret_id: UUID) -> str:
    """Return a current secret again, for whoever repeats the very request that made it."""
    current = Q(ends_at=None) | Q(ends_at__gt=timezone.now())
    secret = Secret.objects.filter(current, endpoint__owner=owner, pk=secret_id).first()
    if secret is None:
        raise Refused("secret_replaced", "The secret of this answer is no more. Rotate to get one.", status=410)
    return written(opened(secret))


def _lock_owner(owner: UUID) -> None:
    """Let nobody else add endpoints of this owner until the caller's transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"endpoints of {owner}"])


def _refuse_more(owner: UUID, url: str) -> None:
    known = set(Endpoint.objects.filter(owner=owner).values_list("url", flat=True))
    if url in known:
        raise _unfit("url", "known_url", "This address is an endpoint already. Remove that one to choose other kinds.")
    if len(known) >= MOST_ENDPOINTS:
        raise Refused("too_many_endpoints", f"There are {MOST_ENDPOINTS} endpoints, the most there may be. Remove one.")


def _secured(endpoint: Endpoint) -> Secured:
    plain, secret = new_secret(), Secret(pk=uuid4(), endpoint=endpoint)
    secret.sealed = seal(plain, kid=f"webhook {secret.pk}")
    secret.save(force_insert=True)
    return Secured(endpoint=endpoint, secret_id=secret.pk, secret=written(plain))


def _unfit(name: str, code: str, sentence: str) -> Refused:
    detail = Detail(pointer=f"/{name}", code=code, detail=sentence)
    return Refused(code, sentence, status=422, details=(detail,))
