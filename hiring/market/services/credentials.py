"""Issuing, rotating and revoking the credential of a world."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone
from oauth2_provider.models import get_access_token_model

from hiring.accounts.models import Person
from hiring.assessments.models import Attempt
from hiring.assessments.services.attempting import record_about
from hiring.lib.refused import Refused
from hiring.market.documents import key_facts
from hiring.market.locking import lock_world
from hiring.market.models import Credential, World
from hiring.market.secrets import new_secret
from hiring.market.services.trail import Deed, append_if_room, extend_trail


@dataclass(frozen=True, kw_only=True)
class Secret:
    """A new credential with its secret, which is kept nowhere: show it once."""

    client_id: str
    client_secret: str = field(repr=False)


@transaction.atomic
def issue_credential(*, world: World) -> Secret:
    """Give a world the credential by which its candidate's programs get tokens."""
    secret = new_secret()
    credential = Credential.objects.create(
        world=world,
        client_secret=secret,
        client_type=Credential.CLIENT_CONFIDENTIAL,
        authorization_grant_type=Credential.GRANT_CLIENT_CREDENTIALS,
    )
    return Secret(client_id=credential.client_id, client_secret=secret)


@transaction.atomic
def rotate_credential(*, attempt: Attempt, by: Person) -> Secret:
    """Give an attempt a new secret: the old one and its tokens end now; the client id and the metered keys stay.

    A credential that was revoked stays so, and the attempt gets another one.
    """
    world = World.objects.filter(attempt=attempt).first()
    if world is None:
        raise Refused("no_market", "This attempt has no market.", status=404)
    lock_world(world)
    credential = world.credentials.filter(revoked_at=None, cap_micro=None).first()
    if credential is None:
        secret, verb = issue_credential(world=world), "credential.issued"
    else:
        secret, verb = renew_secret(credential), "credential.rotated"
    record_about(attempt, verb, by, client_id=secret.client_id)
    return secret


def renew_secret(credential: Credential) -> Secret:
    """Replace a secret: the old one and the tokens it got end now. The caller holds the world's lock."""
    secret = new_secret()
    credential.client_secret = secret
    credential.save(update_fields=("client_secret",))
    get_access_token_model().objects.filter(application=credential).delete()
    return Secret(client_id=credential.client_id, client_secret=secret)


@transaction.atomic
def revoke_credential(*, credential: Credential, reason: str, by: Person | None) -> Credential:
    """End a credential, every token issued for it, and the metered keys it made. A second time changes nothing."""
    lock_world(credential.world)
    credential.refresh_from_db(fields=("revoked_at",))
    if credential.revoked_at is None:
        credential.revoked_at = timezone.now()
        credential.save(update_fields=("revoked_at",))
        record_about(credential.world.attempt, "credential.revoked", by, client_id=credential.client_id, reason=reason)
        if credential.cap_micro is None:
            _end_keys(credential.world)
    return credential


def _end_keys(world: World) -> None:
    keys = list(world.credentials.filter(revoked_at=None).exclude(cap_micro=None))
    world.credentials.filter(pk__in=[key.pk for key in keys]).update(revoked_at=timezone.now())
    extend_trail(world=world, deeds=[Deed(kind="key.revoked", facts=key_facts(key)) for key in keys])


@transaction.atomic
def note_token(*, credential: Credential) -> None:
    """Write into the trail that a token was issued; it is good, too, where the trail is full."""
    append_if_room(world=credential.world, kind="token.issued", facts={"client_id": credential.client_id})
