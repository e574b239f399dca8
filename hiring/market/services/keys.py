"""Metered keys: credentials of an attempt with scopes and a cap of their own, for a part of its pipeline."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from grader.strict import LARGEST_INTEGER
from hiring.lib.refused import Detail, Refused
from hiring.lib.rows import first_or_refuse
from hiring.market.documents import key_facts
from hiring.market.locking import lock_open_market, lock_world
from hiring.market.models import Credential, World
from hiring.market.scopes import scopes_of_keys
from hiring.market.secrets import new_secret
from hiring.market.services.credentials import Secret, renew_secret, revoke_credential
from hiring.market.services.trail import append_trail

MOST_KEYS = 20


@dataclass(frozen=True, kw_only=True)
class Keyed:
    """A metered key with the secret it was just given: show it once."""

    key: Credential
    secret: Secret


@transaction.atomic
def issue_key(*, world: World, label: str, cap_micro: int, scopes: Iterable[str]) -> Keyed:
    """Give an attempt a key that spends up to a cap, never beyond it, and does nothing but what its scopes allow."""
    wished = list(dict.fromkeys(scopes))
    _refuse_unfit(wished, cap_micro)
    lock_open_market(world)
    if world.credentials.filter(revoked_at=None).exclude(cap_micro=None).count() >= MOST_KEYS:
        raise Refused("too_many_keys", f"There are {MOST_KEYS} keys, the most there may be. Revoke one.")
    secret = new_secret()
    key = Credential.objects.create(
        world=world,
        label=label,
        scopes=wished,
        cap_micro=cap_micro,
        client_secret=secret,
        client_type=Credential.CLIENT_CONFIDENTIAL,
        authorization_grant_type=Credential.GRANT_CLIENT_CREDENTIALS,
    )
    append_trail(world=world, kind="key.issued", facts=key_facts(key))
    return Keyed(key=key, secret=Secret(client_id=key.client_id, client_secret=secret))


@transaction.atomic
def rotate_key(*, world: World, client_id: str) -> Keyed:
    """Give a key a new secret: the old one and its tokens end now; what it spent stays counted."""
    lock_world(world)
    key = _key_held(world, client_id)
    if key.revoked_at is not None:
        raise Refused("key_revoked", "This key was revoked and stays so. Make another one.")
    secret = renew_secret(key)
    append_trail(world=world, kind="key.rotated", facts=key_facts(key))
    return Keyed(key=key, secret=secret)


@transaction.atomic
def revoke_key(*, world: World, client_id: str) -> Credential:
    """End a key and its tokens. A second time changes nothing."""
    lock_world(world)
    key = _key_held(world, client_id)
    if key.revoked_at is None:
        key = revoke_credential(credential=key, reason="revoked by its candidate", by=None)
        append_trail(world=world, kind="key.revoked", facts=key_facts(key))
    return key


def _key_held(world: World, client_id: str) -> Credential:
    held = world.credentials.filter(client_id=client_id).exclude(cap_micro=None)
    return first_or_refuse(held.select_related("world__attempt"), "no_such_key", "This attempt has no such key.")


def _refuse_unfit(scopes: list[str], cap_micro: int) -> None:
    if not 1 <= cap_micro <= LARGEST_INTEGER:
        raise _unfit("cap_micro", f"A cap is between 1 and {LARGEST_INTEGER:,} micro-units.")
    known = scopes_of_keys()
    if not scopes or not set(scopes) <= set(known):
        raise _unfit("scopes", f"Choose at least one of {', '.join(known)}.")


def _unfit(name: str, sentence: str) -> Refused:
    detail = Detail(pointer=f"/{name}", code=f"bad_{name}", detail=sentence)
    return Refused(f"bad_{name}", sentence, status=422, details=(detail,))
