"""Endpoints are few, fit to be called, and signed for by secrets that rotate without a gap."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.utils import timezone
from pytest_django import Settings

from hiring.lib.refused import Refused
from hiring.webhooks.kinds import Kind
from hiring.webhooks.models import Delivery, Endpoint, Secret
from hiring.webhooks.queries import endpoint_of, endpoints_of
from hiring.webhooks.sending import keys_of
from hiring.webhooks.services.endpoints import (
    MOST_ENDPOINTS,
    Secured,
    add_endpoint,
    remove_endpoint,
    reveal_secret,
    rotate_secret,
)
from hiring.webhooks.signing import written
from tests.hiring.webhooks.conftest import OWNER, Tell

pytestmark = pytest.mark.django_db
HEARD = [Kind.USAGE_REPORTED]


def test_a_secret_is_kept_sealed_and_never_printed(secured: Secured) -> None:
    sealed = bytes(Secret.objects.get().sealed)
    assert secured.secret.startswith("whsec_")
    assert secured.secret.encode() not in sealed
    assert secured.secret not in repr(secured)
    assert reveal_secret(owner=OWNER, secret_id=secured.secret_id) == secured.secret


def test_there_are_at_most_five_of_an_owner() -> None:
    for number in range(MOST_ENDPOINTS):
        add_endpoint(owner=OWNER, url=f"https://hooks.example.org/{number}", kinds=HEARD)
    with pytest.raises(Refused, match="the most there may be"):
        add_endpoint(owner=OWNER, url="https://hooks.example.org/more", kinds=HEARD)
    add_endpoint(owner=uuid4(), url="https://hooks.example.org/more", kinds=HEARD)


def test_an_address_is_told_once(endpoint: Endpoint) -> None:
    with pytest.raises(Refused, match="an endpoint already"):
        add_endpoint(owner=OWNER, url=endpoint.url, kinds=HEARD)


@pytest.mark.parametrize("url", ["http://hooks.example.org/", "https://10.0.0.1/", "https://[::1]/", "nonsense"])
def test_an_address_that_may_not_be_called_is_refused_at_once(url: str, settings: Settings) -> None:
    settings.WEBHOOKS_TO_LOOPBACK = False
    with pytest.raises(Refused) as refused:
        add_endpoint(owner=OWNER, url=url, kinds=HEARD)
    assert (refused.value.code, refused.value.details[0].pointer) == ("bad_url", "/url")


def test_an_endpoint_that_wishes_to_hear_nothing_is_refused() -> None:
    with pytest.raises(Refused, match="at least one"):
        add_endpoint(owner=OWNER, url="https://hooks.example.org/", kinds=[])


def test_another_owners_endpoint_does_not_exist(endpoint: Endpoint) -> None:
    stranger = uuid4()
    for ask in (endpoint_of, lambda owner, pk: rotate_secret(owner=owner, endpoint_id=pk)):
        with pytest.raises(Refused, match="no such endpoint"):
            ask(stranger, endpoint.pk)
    with pytest.raises(Refused, match="no such endpoint"):
        remove_endpoint(owner=stranger, endpoint_id=endpoint.pk)


def test_what_is_removed_leaves_nothing(endpoint: Endpoint, tell: Tell) -> None:
    tell()
    remove_endpoint(owner=OWNER, endpoint_id=endpoint.pk)
    assert not endpoints_of(OWNER).exists()
    assert (Secret.objects.count(), Delivery.objects.count()) == (0, 0)


def test_the_old_secret_signs_beside_the_new_one_for_a_day(secured: Secured) -> None:
    newer = rotate_secret(owner=OWNER, endpoint_id=secured.endpoint.pk)
    assert [written(key) for key in keys_of(secured.endpoint)] == [newer.secret, secured.secret]
    with time_machine.travel(timezone.now() + timedelta(hours=24, seconds=1)):
        assert [written(key) for key in keys_of(secured.endpoint)] == [newer.secret]
        with pytest.raises(Refused, match="is no more"):
            reveal_secret(owner=OWNER, secret_id=secured.secret_id)


def test_never_more_than_two_secrets_sign(secured: Secured) -> None:
    rotated = [rotate_secret(owner=OWNER, endpoint_id=secured.endpoint.pk).secret for _ in range(3)]
    assert [written(key) for key in keys_of(secured.endpoint)] == [rotated[2], rotated[1]]
    assert Secret.objects.count() == 2
