"""Signed URLs give licensed bytes for a while, to whom they were given, exactly as they were signed."""

from __future__ import annotations

import hashlib
import uuid
from dataclasses import replace
from datetime import timedelta
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.utils import timezone

from grader.attestation import DATASET_ACCESS, verify_envelope
from hiring.accounts.models import Person
from hiring.assessments.services.attempting import MOST_EXTRA_MINUTES, extend_attempt
from hiring.keys.models import SigningKey
from hiring.keys.queries import jwks
from hiring.keys.services import OVERLAP, rotate
from hiring.lib import storage
from hiring.lib.refused import Refused
from hiring.market import serving
from hiring.market.models import Attestation, Grant, Licence, World
from hiring.market.queries import attestation_of, wallet_of
from hiring.market.ranges import Conditions
from hiring.market.services import trail
from hiring.market.services.access import Access, grant_access, note_refused_access
from hiring.market.services.delivery import BytesAsked, open_bytes
from hiring.market.services.licensing import LICENCE_LASTS, revoke_licence
from hiring.market.serving import BytesAnswer
from tests.fixtures.market import license_to


@pytest.fixture
def access(licence: Licence) -> Access:
    """Five minutes of the exercise's bytes."""
    return grant_access(world=licence.world, licence_id=licence.pk)


def asked(access: Access, *, bearer: World | None = None, **headers: Any) -> BytesAsked:
    """The request that a client makes of a signed URL."""
    url = urlsplit(access.signed_path)
    query = {name: values[0] for name, values in parse_qs(url.query).items()}
    grant = uuid.UUID(url.path.removeprefix("/api/v1/bytes/"))
    return BytesAsked(grant=grant, **query, conditions=Conditions(**headers), bearer=bearer)


def fetched(answer: BytesAnswer) -> bytes:
    return b"".join(answer.body)


def test_the_whole_file_comes_as_it_was_licensed(licence: Licence, access: Access) -> None:
    answer = open_bytes(asked=asked(access))
    body = fetched(answer)
    assert answer.status == HTTPStatus.OK
    assert f"sha256:{hashlib.sha256(body).hexdigest()}" == licence.revision.digest
    assert answer.headers["ETag"] == f'"{licence.revision.digest}"'
    assert int(answer.headers["Content-Length"]) == len(body) == licence.revision.size
    assert answer.headers["Content-Type"] == "text/csv"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="wildlife-strikes-1.csv"'


def test_a_download_that_was_cut_is_resumed(licence: Licence, access: Access) -> None:
    whole = storage.open_digest(licence.revision.digest).read()
    etag = f'"{licence.revision.digest}"'
    answer = open_bytes(asked=asked(access, range="bytes=1000-", if_range=etag))
    assert answer.status == HTTPStatus.PARTIAL_CONTENT
    assert answer.headers["Content-Range"] == f"bytes 1000-{len(whole) - 1}/{len(whole)}"
    assert fetched(answer) == whole[1000:]


def test_a_file_the_client_has_is_not_sent_again(licence: Licence, access: Access) -> None:
    answer = open_bytes(asked=asked(access, if_none_match=f'"{licence.revision.digest}"'))
    assert (answer.status, fetched(answer)) == (HTTPStatus.NOT_MODIFIED, b"")


def test_a_range_outside_the_file_is_answered_with_its_size(licence: Licence, access: Access) -> None:
    answer = open_bytes(asked=asked(access, range=f"bytes={licence.revision.size}-"))
    assert answer.status == HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE
    assert answer.headers["Content-Range"] == f"bytes */{licence.revision.size}"


def test_head_tells_the_headers_and_counts_as_nothing_fetched(licence: Licence, access: Access) -> None:
    answer = open_bytes(asked=asked(access, method="HEAD"))
    assert int(answer.headers["Content-Length"]) == licence.revision.size
    assert fetched(answer) == b""
    assert not licence.world.trail.filter(kind="bytes.served").exists()


def test_no_more_than_a_chunk_is_ever_in_memory_and_a_cut_closes_the_file(
    access: Access, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serving, "CHUNK", 1024)
    body = open_bytes(asked=asked(access)).body
    assert len(next(body)) == 1024
    body.close()
    assert list(body) == []


def test_what_was_served_stands_in_the_trail(licence: Licence, access: Access) -> None:
    open_bytes(asked=asked(access, range="bytes=10-19"))
    facts = licence.world.trail.get(kind="bytes.served").facts
    assert (facts["first"], facts["last"], facts["size"]) == (10, 19, licence.revision.size)
    assert (facts["grant"], facts["status"]) == (str(access.grant.pk), 206)


CHANGES: list[dict[str, Any]] = [
    {"expires": "9999999999"},
    {"expires": "٩"},
    {"expires": ""},
    {"signature": "A" * 43},
    {"signature": ""},
    {"signature": "\ud800"},
    {"key": "another"},
    {"key": ""},
    {"grant": uuid.UUID(int=0)},
    {"key": "\0"},
]


def test_a_url_that_was_changed_is_refused_and_writes_nowhere(
    licence: Licence, access: Access, subtests: pytest.Subtests
) -> None:
    for changed in CHANGES:
        with subtests.test(changed=changed):
            with pytest.raises(Refused, match="was not signed by the market, was changed since") as refusal:
                open_bytes(asked=replace(asked(access), **changed))
            assert refusal.value.status == 403
    assert not licence.world.trail.filter(kind__startswith="bytes").exists()


def test_the_signature_of_one_grant_opens_no_other(licence: Licence, access: Access) -> None:
    other = asked(grant_access(world=licence.world, licence_id=licence.pk))
    with pytest.raises(Refused, match="not signed by the market"):
        open_bytes(asked=replace(asked(access), signature=other.signature))


def test_a_url_ends_and_the_trail_says_that_it_was_tried(licence: Licence, access: Access) -> None:
    with time_machine.travel(access.grant.expires_at), pytest.raises(Refused, match="This URL has expired"):
        open_bytes(asked=asked(access))
    told = licence.world.trail.get(kind="bytes.refused").facts
    assert (told["reason"], told["status"]) == ("url_expired", 403)
    assert (told["grant"], told["licence"]) == (str(access.grant.pk), str(licence.pk))
    assert (told["listing"], told["revision"]) == ("wildlife-strikes", 1)


def test_a_dead_url_is_told_once_for_each_reason_however_often_it_is_tried(licence: Licence, access: Access) -> None:
    with time_machine.travel(access.grant.expires_at):
        for _ in range(3):
            with pytest.raises(Refused, match="This URL has expired"):
                open_bytes(asked=asked(access))
    revoke_licence(licence=licence, reason="The creator withdrew it.")
    for _ in range(3):
        with pytest.raises(Refused, match="The creator withdrew it"):
            open_bytes(asked=asked(access))
    told = [entry.facts["reason"] for entry in licence.world.trail.filter(kind="bytes.refused")]
    assert told == ["url_expired", "licence_revoked"]


def test_a_full_trail_says_why_a_url_is_dead_all_the_same(
    licence: Licence, access: Access, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trail, "MOST_ENTRIES", licence.world.trail.count())
    with time_machine.travel(access.grant.expires_at), pytest.raises(Refused, match="This URL has expired"):
        open_bytes(asked=asked(access))


def test_a_url_is_no_use_to_another_attempt(other_world: World, access: Access) -> None:
    with pytest.raises(Refused, match="given to another attempt"):
        open_bytes(asked=asked(access, bearer=other_world))


def test_a_url_under_a_revoked_licence_gives_nothing(licence: Licence, access: Access) -> None:
    revoke_licence(licence=licence, reason="The creator withdrew it.")
    with pytest.raises(Refused, match="revoked: The creator withdrew it"):
        open_bytes(asked=asked(access))
    assert licence.world.trail.get(kind="bytes.refused").facts["reason"] == "licence_revoked"


def test_urls_outlive_the_rotation_of_their_key_until_they_expire(licence: Licence) -> None:
    access = grant_access(world=licence.world, licence_id=licence.pk, seconds=900)
    rotate(purpose=SigningKey.Purpose.URL)
    with time_machine.travel(timezone.now() + timedelta(seconds=890)):
        assert open_bytes(asked=asked(access)).status == HTTPStatus.OK
    with time_machine.travel(timezone.now() + OVERLAP), pytest.raises(Refused, match="its key is no longer valid"):
        open_bytes(asked=asked(access))


@pytest.mark.parametrize("seconds", [59, 901])
def test_a_url_lives_between_one_and_fifteen_minutes(licence: Licence, seconds: int) -> None:
    with pytest.raises(Refused, match="lives 60 to 900 seconds"):
        grant_access(world=licence.world, licence_id=licence.pk, seconds=seconds)


def test_access_is_attested_by_a_statement_anyone_can_verify(licence: Licence, access: Access) -> None:
    statement = verify_envelope(access.envelope, jwks())
    assert statement.predicate_type == DATASET_ACCESS
    assert [(each.name, each.digest) for each in statement.subjects] == [
        ("wildlife-strikes@1", licence.revision.digest)
    ]
    assert statement.predicate["attempt"] == str(licence.world.attempt_id)
    assert statement.predicate["grant"] == str(access.grant.pk)
    assert attestation_of(licence.world, access.grant.attestation_id).envelope == access.envelope


def test_an_attestation_of_another_attempt_is_not_there(other_world: World, access: Access) -> None:
    with pytest.raises(Refused, match="no such attestation"):
        attestation_of(other_world, access.grant.attestation_id)


def test_a_licence_of_another_attempt_gives_no_access(other_world: World, licence: Licence) -> None:
    with pytest.raises(Refused, match="holds no such licence") as refusal:
        grant_access(world=other_world, licence_id=licence.pk)
    assert refusal.value.status == 404


def test_a_lapsed_licence_gives_no_access_and_the_trail_can_say_so(licence: Licence, bob: Person) -> None:
    extend_attempt(attempt=licence.world.attempt, minutes=MOST_EXTRA_MINUTES, reason="Parental leave.", by=bob)
    with time_machine.travel(timezone.now() + LICENCE_LASTS), pytest.raises(Refused, match="has expired") as refusal:
        grant_access(world=licence.world, licence_id=licence.pk)
    note_refused_access(world=licence.world, licence_id=licence.pk, refusal=refusal.value)
    facts = licence.world.trail.get(kind="access.refused").facts
    assert facts == {"licence": str(licence.pk), "reason": "licence_expired"}


@pytest.mark.parametrize("model", ["per_request", "per_gigabyte", "per_inference", "subscription"])
def test_access_costs_what_the_pricing_model_says(world: World, model: str) -> None:
    licence = license_to(world, "wildlife-strikes", pricing_model=model)
    before = wallet_of(world).spent_micro
    access = grant_access(world=world, licence_id=licence.pk)
    open_bytes(asked=asked(access))
    open_bytes(asked=asked(access))
    cost = {
        "per_request": licence.offer.price_micro,
        "per_gigabyte": -(-licence.revision.size * licence.offer.price_micro // 10**9),
    }
    assert wallet_of(world).spent_micro - before == cost.get(model, 0)


def test_access_beyond_the_budget_leaves_no_grant_and_no_attestation(world: World) -> None:
    licence = license_to(world, "wildlife-strikes", pricing_model="per_request")
    while wallet_of(world).balance_micro >= licence.offer.price_micro:
        grant_access(world=world, licence_id=licence.pk)
    made = Grant.objects.count()
    with pytest.raises(Refused, match="Nothing was charged"):
        grant_access(world=world, licence_id=licence.pk)
    assert Grant.objects.count() == Attestation.objects.count() == made
