"""A metered key spends up to its cap and never beyond it, whoever holds it and however many ask at once."""

from __future__ import annotations

import pytest
from django.contrib.auth.hashers import check_password
from django.db import IntegrityError, connection, transaction
from django.db.models import Sum
from hypothesis import given, settings, strategies as st

from hiring.lib.refused import Refused
from hiring.market.models import Credential, Entry, Licence, World
from hiring.market.queries import credential_of, keys_of, wallet_of
from hiring.market.services.access import grant_access
from hiring.market.services.credentials import revoke_credential, rotate_credential
from hiring.market.services.keys import MOST_KEYS, Keyed, issue_key, revoke_key, rotate_key
from hiring.market.services.licensing import accept_offer, make_offer
from hiring.market.services.metering import report_usage
from tests.fixtures.market import TRAINING, license_to
from tests.hiring.market.test_races import use_of
from tests.racing import at_once


def key_of(world: World, cap_micro: int) -> Credential:
    return issue_key(world=world, label="training", cap_micro=cap_micro, scopes=["usage:write", "data:read"]).key


def paid_by(key: Credential) -> int:
    lines = Entry.objects.filter(transfer__credential=key, account__kind="wallet")
    paid: int = -(lines.aggregate(total=Sum("amount_micro"))["total"] or 0)
    return paid


@pytest.fixture
def keyed(world: World) -> Keyed:
    """A key of alice's that may spend two fine-tunes of the exercise."""
    return issue_key(world=world, label="training", cap_micro=24_000_000, scopes=["usage:write"])


def test_its_secret_is_kept_as_a_keyed_hash_and_its_making_stands_in_the_trail(world: World, keyed: Keyed) -> None:
    stored = keys_of(world).get()
    assert check_password(keyed.secret.client_secret, stored.client_secret)
    assert keyed.secret.client_secret not in repr(keyed) + stored.client_secret
    assert world.trail.latest("sequence").facts == {
        "key": stored.client_id,
        "label": "training",
        "scopes": ["usage:write"],
        "cap_micro": 24_000_000,
    }


def test_it_is_refused_at_its_cap_and_the_wallet_pays_on(world: World, licence: Licence, keyed: Keyed) -> None:
    report_usage(world=world, uses=[use_of(licence)], credential=keyed.key)
    with pytest.raises(Refused, match="the key 'training' may spend 12,000,000 more of its 24,000,000") as refusal:
        report_usage(world=world, uses=[use_of(licence, event_id="2", quantity=2)], credential=keyed.key)
    assert (refusal.value.status, refusal.value.code) == (402, "over_cap")
    assert keys_of(world).get().spent_micro == paid_by(keyed.key) == wallet_of(world).spent_micro == 12_000_000
    report_usage(world=world, uses=[use_of(licence, event_id="3")], credential=keyed.key)
    report_usage(world=world, uses=[use_of(licence, event_id="4")])
    assert (keys_of(world).get().spent_micro, wallet_of(world).spent_micro) == (24_000_000, 36_000_000)


def test_subscriptions_and_access_count_against_it_and_the_trail_says_who_paid(world: World) -> None:
    key = key_of(world, 4_800_000)
    offer = make_offer(world=world, listing="airport-traffic", wish=TRAINING, pricing_model="subscription")
    accept_offer(world=world, offer_id=offer.pk, credential=key)
    licence = license_to(world, "airport-traffic", pricing_model="per_request")
    grant_access(world=world, licence_id=licence.pk, credential=key)
    with pytest.raises(Refused, match="may spend 0 more"):
        grant_access(world=world, licence_id=licence.pk, credential=key)
    assert [one.facts["key"] for one in world.trail.filter(kind="money.charged")] == [key.client_id] * 2


def test_the_database_itself_keeps_the_cap(keyed: Keyed) -> None:
    with pytest.raises(IntegrityError, match="no_key_beyond_its_cap"), transaction.atomic():
        Credential.objects.filter(pk=keyed.key.pk).update(spent_micro=24_000_001)


def test_whatever_is_spent_what_is_counted_was_paid_and_stays_within_the_cap(licence: Licence) -> None:
    world, names = licence.world, iter(range(10**6))

    @settings(max_examples=15, deadline=None)
    @given(cap=st.integers(1, 60_000_000), counts=st.lists(st.integers(1, 4), min_size=1, max_size=5))
    def spend(cap: int, counts: list[int]) -> None:
        with transaction.atomic():
            key, spent = key_of(world, cap), 0
            for count in counts:
                cost = count * licence.offer.price_micro
                try:
                    use = use_of(licence, event_id=str(next(names)), quantity=count)
                    report_usage(world=world, uses=[use], credential=key)
                except Refused:
                    assert spent + cost > min(cap, world.budget_micro)
                else:
                    spent += cost
            key.refresh_from_db()
            assert key.spent_micro == paid_by(key) == spent <= cap
            connection.check_constraints()
            transaction.set_rollback(True)

    spend()


def test_spending_at_once_by_one_key_stops_at_its_cap(live_database: str, world: World, licence: Licence) -> None:
    key = key_of(world, 30_000_000)
    answers = at_once(
        *[
            lambda name=name: report_usage(world=world, uses=[use_of(licence, event_id=name)], credential=key)
            for name in "abcdef"
        ]
    )
    assert [one.code for one in answers if isinstance(one, Refused)] == ["over_cap"] * 4
    assert keys_of(world).get().spent_micro == paid_by(key) == wallet_of(world).spent_micro == 24_000_000


def test_a_key_revoked_spends_nothing_more_and_is_not_rotated(world: World, licence: Licence, keyed: Keyed) -> None:
    revoked = revoke_key(world=world, client_id=keyed.key.client_id)
    assert revoke_key(world=world, client_id=keyed.key.client_id).revoked_at == revoked.revoked_at
    with pytest.raises(Refused, match="This key was revoked"):
        report_usage(world=world, uses=[use_of(licence)], credential=keyed.key)
    with pytest.raises(Refused, match="stays so"):
        rotate_key(world=world, client_id=keyed.key.client_id)
    assert [one.kind for one in world.trail.filter(kind__startswith="key.")] == ["key.issued", "key.revoked"]


def test_a_rotated_key_has_a_new_secret_and_what_it_spent(world: World, licence: Licence, keyed: Keyed) -> None:
    report_usage(world=world, uses=[use_of(licence)], credential=keyed.key)
    again = rotate_key(world=world, client_id=keyed.key.client_id)
    stored = keys_of(world).get()
    assert check_password(again.secret.client_secret, stored.client_secret)
    assert not check_password(keyed.secret.client_secret, stored.client_secret)
    assert stored.spent_micro == 12_000_000


def test_the_attempts_own_credential_is_another_thing(world: World, keyed: Keyed) -> None:
    own = credential_of(world.attempt)
    assert own is not None
    assert own != keyed.key
    rotate_credential(attempt=world.attempt, by=world.attempt.candidate)
    assert keys_of(world).get().revoked_at is None
    with pytest.raises(Refused, match="no such key"):
        revoke_key(world=world, client_id=own.client_id)


def test_revoking_the_attempts_credential_ends_the_keys_it_made(world: World, keyed: Keyed) -> None:
    own = credential_of(world.attempt)
    assert own is not None
    revoke_credential(credential=own, reason="Lost.", by=None)
    assert keys_of(world).get().revoked_at is not None
    assert world.trail.latest("sequence").kind == "key.revoked"


def test_another_attempts_key_is_not_there(other_world: World, keyed: Keyed) -> None:
    for call in (rotate_key, revoke_key):
        with pytest.raises(Refused, match="no such key"):
            call(world=other_world, client_id=keyed.key.client_id)


def test_there_are_so_many_keys_and_no_more(world: World) -> None:
    keys = [key_of(world, 1) for _ in range(MOST_KEYS)]
    with pytest.raises(Refused, match="There are 20 keys, the most there may be"):
        key_of(world, 1)
    revoke_key(world=world, client_id=keys[0].client_id)
    key_of(world, 1)


@pytest.mark.parametrize("scopes", [[], ["keys:write"], ["everything"]])
def test_a_key_is_given_scopes_that_there_are_and_never_that_of_making_keys(world: World, scopes: list[str]) -> None:
    with pytest.raises(Refused, match="Choose at least one of catalogue:read"):
        issue_key(world=world, label="x", cap_micro=1, scopes=scopes)
