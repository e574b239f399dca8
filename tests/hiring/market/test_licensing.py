"""An offer answers a wish; accepting it gives one licence and one token that anyone can verify."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.utils import timezone

from grader.attestation import verify_token
from hiring.audit.queries import rows_of
from hiring.keys.queries import jwks
from hiring.lib.refused import Refused
from hiring.market.models import Licence, Revision, World
from hiring.market.queries import licences_of, wallet_of
from hiring.market.services.licensing import LICENCE_LASTS, OFFER_LASTS, accept_offer, make_offer, revoke_licence
from tests.fixtures.market import TRAINING, license_to


def kinds(world: World) -> list[str]:
    return [entry.kind for entry in world.trail.all()]


def test_an_offer_answers_every_clause_and_prices_the_model_asked_for(world: World) -> None:
    offer = make_offer(world=world, listing="wildlife-strikes", wish=TRAINING, pricing_model="per_fine_tune")
    assert offer.allowed
    assert [clause["name"] for clause in offer.clauses][:3] == ["licence", "use_case", "opt_outs"]
    assert offer.price_micro == offer.revision.pricing["per_fine_tune"]
    assert offer.revision.world == world
    assert kinds(world)[-1] == "offer.made"


def test_an_offer_that_denies_a_clause_can_t_be_accepted_and_says_why(world: World) -> None:
    offer = make_offer(world=world, listing="two-city-weather", wish=TRAINING, pricing_model="per_request")
    with pytest.raises(Refused, match="terms do not allow what you asked for") as refusal:
        accept_offer(world=world, offer_id=offer.pk)
    assert [(detail.code, detail.detail) for detail in refusal.value.details] == [
        ("use_case", "The terms forbid commercial-training.")
    ]
    assert world.trail.get(kind="offer.made").facts["refused_clauses"] == ["use_case"]
    assert not Licence.objects.exists()


def test_a_pricing_model_that_is_not_on_offer_is_refused(world: World) -> None:
    with pytest.raises(Refused, match="'by_weight' is none of them"):
        make_offer(world=world, listing="wildlife-strikes", wish=TRAINING, pricing_model="by_weight")


@pytest.mark.parametrize("days", [0, -1, 10**9])
def test_data_are_kept_for_a_sensible_time(world: World, days: int) -> None:
    wish = replace(TRAINING, retention_days=days)
    with pytest.raises(Refused, match="kept for 1 to 36,500 days"):
        make_offer(world=world, listing="wildlife-strikes", wish=wish, pricing_model="per_request")


def test_a_licence_token_is_proven_by_the_public_keys_and_binds_the_very_bytes(world: World) -> None:
    licence = license_to(world, "wildlife-strikes", pricing_model="per_fine_tune")
    claims = verify_token(licence.token, jwks(), typ="assay-licence+jwt")
    assert claims["sub"] == claims["attempt"] == str(world.attempt_id)
    assert claims["digest"] == world.revisions.get().digest
    assert claims["terms"] == licence.revision.terms
    assert (claims["use_case"], claims["region"], claims["retention_days"]) == ("commercial-training", "US", 90)
    assert claims["exp"] - claims["iat"] == LICENCE_LASTS.total_seconds()
    assert claims["jti"] == world.trail.get(kind="licence.issued").facts["jti"] == str(licence.pk)


def test_accepting_twice_gives_the_same_licence_and_is_paid_once(world: World) -> None:
    offer = make_offer(world=world, listing="airport-traffic", wish=TRAINING, pricing_model="subscription")
    first = accept_offer(world=world, offer_id=offer.pk)
    with time_machine.travel(timezone.now() + 2 * OFFER_LASTS):
        assert accept_offer(world=world, offer_id=offer.pk) == first
    assert wallet_of(world).spent_micro == offer.price_micro > 0
    assert kinds(world)[-2:] == ["licence.issued", "money.charged"]


def test_a_subscription_beyond_the_budget_is_refused_whole(world: World) -> None:
    dear = make_offer(world=world, listing="county-habitat", wish=TRAINING, pricing_model="subscription")
    with pytest.raises(Refused, match=r"costs .* micro-units and the wallet holds 60,000,000") as refusal:
        accept_offer(world=world, offer_id=dear.pk)
    assert refusal.value.status == 402
    assert wallet_of(world).spent_micro == 0
    assert not licences_of(world).exists()


def test_an_offer_ends(world: World) -> None:
    offer = make_offer(world=world, listing="wildlife-strikes", wish=TRAINING, pricing_model="per_request")
    with time_machine.travel(timezone.now() + OFFER_LASTS), pytest.raises(Refused, match="This offer has expired"):
        accept_offer(world=world, offer_id=offer.pk)


def test_an_offer_ends_with_what_it_was_made_for(world: World) -> None:
    offer = make_offer(world=world, listing="airport-traffic", wish=TRAINING, pricing_model="subscription")
    Revision.objects.filter(pk=offer.revision_id).update(withdrawn_at=timezone.now())
    with pytest.raises(Refused, match="was withdrawn after"):
        accept_offer(world=world, offer_id=offer.pk)
    assert wallet_of(world).spent_micro == 0


def test_an_offer_of_another_attempt_is_not_there(world: World, other_world: World) -> None:
    offer = make_offer(world=world, listing="wildlife-strikes", wish=TRAINING, pricing_model="per_request")
    for who, which in ((other_world, offer.pk), (world, uuid.uuid4())):
        with pytest.raises(Refused, match="no such offer") as refusal:
            accept_offer(world=who, offer_id=which)
        assert refusal.value.status == 404


def test_an_operator_revokes_a_licence_once_and_both_logs_say_why(licence: Licence) -> None:
    because = "Its creator withdrew the dataset."
    call_command("revoke_licence", str(licence.pk), because=because)
    revoked = Licence.objects.get(pk=licence.pk)
    with time_machine.travel(timezone.now() + timedelta(hours=1)):
        assert revoke_licence(licence=revoked, reason="Again.").revoked_at == revoked.revoked_at
    assert licence.world.trail.get(kind="licence.revoked").facts == {"licence": str(licence.pk), "reason": because}
    organisation = licence.world.attempt.invitation.cohort.version.assessment.organisation_id
    assert rows_of(organisation).filter(verb="licence.revoked").count() == 1


@pytest.mark.django_db
def test_revoking_a_licence_that_isn_t_there_is_said() -> None:
    with pytest.raises(CommandError, match="There is no licence"):
        call_command("revoke_licence", str(uuid.uuid4()), because="No reason.")
