"""An attempt starts with a market of its own, whole or not at all."""

from __future__ import annotations

import subprocess
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.contrib.auth.hashers import check_password
from django.utils import timezone
from pytest_django import Settings

from grader.answer_key import AnswerKey as Answers
from hiring.accounts.models import Person
from hiring.assessments.deadlines import deadline_of
from hiring.assessments.models import Attempt, Cohort, Invitation
from hiring.assessments.services.attempting import extend_attempt, withdraw_attempt
from hiring.assessments.services.inviting import invite
from hiring.assessments.services.publishing import open_cohort
from hiring.audit.models import AuditRow
from hiring.lib import storage
from hiring.lib.refused import Refused
from hiring.market.models import Account, AnswerKey, Credential, Listing, Revision, World
from hiring.market.models.worlds import GRACE
from hiring.market.planting import seed_of
from hiring.market.queries import answer_key_of, credential_of, wallet_of, world_of
from hiring.market.secrets import checksum_of
from hiring.market.services.credentials import Secret, revoke_credential, rotate_credential
from hiring.market.services.worlds import start_attempt


def test_a_start_gives_a_clock_a_wallet_a_variant_and_a_credential(
    invitation: Invitation, alice: Person, catalogue: None
) -> None:
    attempt, secret = start_attempt(invitation=invitation, candidate=alice)
    world = world_of(attempt)
    variant = world.revisions.get()
    clean = Revision.objects.get(listing__slug="wildlife-strikes", world=None)
    assert wallet_of(world).balance_micro == world.budget_micro == 60_000_000
    assert variant.digest != clean.digest
    assert variant.card["file"]["digest"] == variant.digest
    assert variant.rows == variant.card["rows"] == storage.open_digest(variant.digest).read().count(b"\n") - 1
    assert [entry.kind for entry in world.trail.all()] == ["attempt.started"]
    assert Credential.objects.get(world=world).client_id == secret.client_id


def test_the_answer_key_is_of_the_variant_and_only_its_digest_is_in_the_row(
    invitation: Invitation, alice: Person, catalogue: None
) -> None:
    attempt, _ = start_attempt(invitation=invitation, candidate=alice)
    digest = answer_key_of(attempt)
    assert digest is not None
    answers = Answers.parse(storage.open_digest(digest).read())
    assert answers.revision == AnswerKey.objects.get(digest=digest).revision.digest
    assert len(answers.defects) > 100


def test_an_attempt_without_a_market_has_no_answer_key(attempt: Attempt) -> None:
    assert answer_key_of(attempt) is None


def test_two_candidates_get_variants_of_their_own(world: World, other_world: World) -> None:
    assert world.seed != other_world.seed


def test_a_release_splits_no_cohort(
    invitation: Invitation, alice: Person, charlie: Person, bob: Person, catalogue: None, planted_once: None
) -> None:
    def numbers_in(cohort: Cohort, *people: Person) -> list[int]:
        invitations = [invite(cohort=cohort, email=one.email, name="", by=bob)[0] for one in people]
        started = [start_attempt(invitation=one, candidate=one.person)[0] for one in invitations]
        return [world_of(attempt).revisions.get().number for attempt in started]

    start_attempt(invitation=invitation, candidate=alice)
    for released in Revision.objects.filter(listing__slug__startswith="wildlife-strikes", world=None):
        released.pk, released.number = uuid4(), released.number + 1
        released.created_at = timezone.now()
        released.save(force_insert=True)
    Revision.objects.filter(number=1, world=None).update(withdrawn_at=timezone.now())
    assert numbers_in(invitation.cohort, charlie) == [1]
    later = open_cohort(version=invitation.cohort.version, name="winter", by=bob)
    assert numbers_in(later, alice, charlie) == [2, 2]


@pytest.mark.parametrize(
    "failure",
    [subprocess.CalledProcessError(-9, "planting", stderr="killed"), subprocess.TimeoutExpired("planting", 60)],
)
def test_a_start_that_fails_leaves_nothing_and_is_said_to_be_our_fault(
    invitation: Invitation, alice: Person, catalogue: None, monkeypatch: pytest.MonkeyPatch, failure: Exception
) -> None:
    def fail(*args: object, **options: object) -> None:
        raise failure

    monkeypatch.setattr(subprocess, "run", fail)
    with pytest.raises(Refused, match="Nothing was started and no time has run") as refusal:
        start_attempt(invitation=invitation, candidate=alice)
    assert refusal.value.status == 503
    assert not Attempt.objects.exists()
    assert not World.objects.exists()


def test_a_start_without_the_exercise_in_the_catalogue_is_refused_as_our_fault(
    invitation: Invitation, alice: Person
) -> None:
    with pytest.raises(Refused, match="wildlife-strikes of this assessment is not in our catalogue") as refusal:
        start_attempt(invitation=invitation, candidate=alice)
    assert refusal.value.status == 503
    assert not Listing.objects.exists()


def test_an_attempt_starts_once_and_only_for_whom_it_is(
    invitation: Invitation, secret: Secret, alice: Person, charlie: Person
) -> None:
    with pytest.raises(Refused, match="already started"):
        start_attempt(invitation=Invitation.objects.get(pk=invitation.pk), candidate=alice)
    with pytest.raises(Refused, match="sent to another address"):
        start_attempt(invitation=invitation, candidate=charlie)
    assert Account.objects.filter(kind=Account.Kind.WALLET).count() == 1


def test_a_secret_is_well_formed_shown_once_and_kept_only_as_a_keyed_hash(world: World, secret: Secret) -> None:
    stored = Credential.objects.get(world=world).client_secret
    assert secret.client_secret.startswith("hsx_")
    assert len(secret.client_secret) == 40
    assert checksum_of(secret.client_secret[:-6]) == secret.client_secret[-6:]
    assert secret.client_secret not in repr(secret) + stored
    assert check_password(secret.client_secret, stored)
    assert not check_password(secret.client_secret[:-1] + "_", stored)


def test_a_stolen_table_is_useless_without_the_pepper(world: World, secret: Secret, settings: Settings) -> None:
    settings.PEPPER = "another pepper of thirty-two characters"
    assert not check_password(secret.client_secret, Credential.objects.get(world=world).client_secret)


def test_a_credential_lasts_through_extensions_until_the_grace_after_the_deadline(world: World, bob: Person) -> None:
    credential = world.credentials.get()
    end = deadline_of(world.attempt) + GRACE
    with time_machine.travel(end, tick=False):
        assert not credential.is_usable(None)
    extend_attempt(attempt=world.attempt, minutes=60, reason="power cut", by=bob)
    with time_machine.travel(end, tick=False):
        assert credential.is_usable(None)


def test_a_withdrawn_attempt_has_no_usable_credential(world: World, alice: Person) -> None:
    withdraw_attempt(attempt=world.attempt, by=alice)
    assert not world.credentials.get().is_usable(None)


def test_rotation_replaces_the_secret_and_keeps_the_client_id(world: World, secret: Secret, alice: Person) -> None:
    new = rotate_credential(attempt=world.attempt, by=alice)
    current = credential_of(world.attempt)
    assert current is not None
    assert current.client_id == new.client_id == secret.client_id
    assert check_password(new.client_secret, current.client_secret)
    assert not check_password(secret.client_secret, current.client_secret)


def test_after_a_revocation_rotation_gives_another_credential(world: World, secret: Secret, alice: Person) -> None:
    revoke_credential(credential=world.credentials.get(), reason="lost", by=alice)
    new = rotate_credential(attempt=world.attempt, by=alice)
    old = Credential.objects.get(client_id=secret.client_id)
    assert not old.is_usable(None)
    assert new.client_id != secret.client_id
    verbs = list(AuditRow.objects.order_by("pk").values_list("verb", flat=True))
    assert verbs[-2:] == ["credential.revoked", "credential.issued"]


def test_the_child_that_plants_is_given_no_secret(
    invitation: Invitation, alice: Person, catalogue: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    run, given = subprocess.run, []

    def spy(command: list[str], **options: Any) -> Any:
        given.append(options["env"])
        return run(command, **options)

    monkeypatch.setattr(subprocess, "run", spy)
    start_attempt(invitation=invitation, candidate=alice)
    assert given == [{"PATH": "", "PYTHONHASHSEED": "0"}]


def test_a_world_s_seed_can_t_be_guessed_from_another_s() -> None:
    assert seed_of(b"cohort", "alice") == seed_of(b"cohort", "alice")
    assert len({seed_of(cohort, name) for cohort in (b"one", b"two") for name in ("alice", "charlie")}) == 4
