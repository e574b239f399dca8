"""A model is registered by its signed manifest, countersigned with what went into it, and found from either side."""

from __future__ import annotations

import base64
import copy
import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from securesystemslib.dsse import Envelope
from securesystemslib.signer._key import Key, SSlibKey

from grader.attestation import MODEL, Statement, Subject, sign_envelope, verify_envelope
from grader.digests import canonical, digest_of
from hiring.keys.queries import jwks
from hiring.lib.moments import rfc3339
from hiring.market.models import Licence, RegisteredModel, World
from hiring.market.services.access import Access, grant_access
from hiring.market.services.licensing import revoke_licence
from tests.fixtures.market import license_to
from tests.grader.evidence import CHARLIE, make_model
from tests.hiring.market.registering import ATTESTATION, fetched, source

Body = dict[str, Any]


def register(client: Client, body: Any, **headers: str) -> Any:
    return client.post("/api/v1/models", body, content_type="application/json", headers=headers)


@pytest.fixture
def access(licence: Licence) -> Access:
    """Alice's access to the exercise, which she fetched."""
    return fetched(licence)


@pytest.fixture
def body(licence: Licence, access: Access) -> Body:
    """What registers a model that was made of it."""
    return sent(make_model(source(licence)), access)


def sent(manifest: Body, access: Access) -> Body:
    return {"manifest": manifest, "attestations": {ATTESTATION: access.envelope}}


def reasons(answer: Any) -> list[tuple[str, str]]:
    problem = answer.json()
    assert (answer.status_code, problem["type"]) == (422, "urn:assay:problem:model_refused"), problem
    return [(one["pointer"], one["code"]) for one in problem["errors"]]


def test_a_registered_model_is_found_by_its_datasets_and_they_by_it(
    pipeline: Client, licence: Licence, access: Access, body: Body
) -> None:
    model = register(pipeline, body).json()
    [listed] = pipeline.get("/api/v1/models").json()["models"]
    [made] = pipeline.get("/api/v1/datasets/wildlife-strikes/models").json()["models"]
    [dataset] = pipeline.get(f"/api/v1/models/{model['id']}/datasets").json()["datasets"]
    assert listed == made == {name: model[name] for name in listed}
    assert model["manifest"] == body["manifest"]
    assert model["digest"] == digest_of(canonical(body["manifest"]))
    assert (dataset["dataset"], dataset["licence"], dataset["grant"], dataset["revoked_at"]) == (
        "wildlife-strikes",
        str(licence.pk),
        str(access.grant.pk),
        None,
    )
    assert pipeline.get("/api/v1/datasets/airport-directory/models").json() == {"models": []}
    assert pipeline.get("/api/v1/datasets/nothing/models").status_code == 404


def test_the_market_countersigns_which_datasets_went_in(
    pipeline: Client, licence: Licence, access: Access, body: Body
) -> None:
    model = register(pipeline, body).json()
    assert pipeline.get(f"/api/v1/attestations/{model['attestation_id']}").json() == model["attestation"]
    statement = verify_envelope(model["attestation"], jwks())
    assert statement.predicate_type == MODEL
    assert [(one.name, one.digest) for one in statement.subjects] == [("strike-damage", model["digest"])]
    [material] = statement.predicate["materials"]
    assert material["digest"]["sha256"] == licence.revision.digest.removeprefix("sha256:")
    assert material["annotations"]["attestation"] == str(access.grant.attestation_id)
    told = pipeline.get("/api/v1/trail").json()["entries"][-1]
    assert (told["kind"], told["facts"]["digest"]) == ("model.registered", model["digest"])


def test_another_library_verifies_access_and_model_by_the_published_keys_alone(
    pipeline: Client, client: Client, access: Access, body: Body
) -> None:
    model = register(pipeline, body).json()
    published = client.get("/.well-known/jwks.json").json()["keys"]
    keys: list[Key] = [
        SSlibKey(key["kid"], "ed25519", "ed25519", {"public": b64url(key["x"]).hex()}) for key in published
    ]
    for document in (access.envelope, model["attestation"]):
        assert Envelope.from_dict(copy.deepcopy(dict(document))).verify(keys, threshold=1)


def b64url(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def test_a_manifest_registers_once(pipeline: Client, world: World, body: Body) -> None:
    spaced = json.loads(json.dumps(body, indent=4, sort_keys=True))
    answers = [register(pipeline, each).json() for each in (body, body, spaced)]
    assert answers[0] == answers[1] == answers[2]
    assert RegisteredModel.objects.count() == 1
    assert world.trail.filter(kind="model.registered").count() == 1


def test_a_forged_manifest_is_refused(pipeline: Client, body: Body) -> None:
    changed = {**body["manifest"], "metrics": {"roc_auc": 0.99}}
    assert reasons(register(pipeline, {**body, "manifest": changed})) == [("/manifest/signature", "not_genuine")]
    assert not RegisteredModel.objects.exists()


def test_every_fault_of_the_format_is_told_by_its_place(pipeline: Client, body: Body) -> None:
    broken = {**body["manifest"], "metrics": {"roc_auc": "high"}, "datasets": [{"listing": ""}]}
    told = dict(reasons(register(pipeline, {**body, "manifest": broken})))
    assert {"/manifest/metrics/roc_auc", "/manifest/datasets/0", "/manifest/datasets/0/listing"} <= told.keys()


def test_a_dataset_that_was_not_granted_is_refused(pipeline: Client, licence: Licence, access: Access) -> None:
    for changed, code in (
        ({"licence_jti": "00000000-0000-4000-8000-000000000000"}, "not_licensed"),
        ({"licence_jti": "not one of ours"}, "not_licensed"),
        ({"licence_jti": f"urn:uuid:{licence.pk}"}, "not_licensed"),
        ({"listing": "airport-directory"}, "not_licensed"),
        ({"digest": "sha256:" + "0" * 64}, "not_licensed"),
        ({"attestation": "attestations/lost.json"}, "not_attested"),
    ):
        manifest = make_model(source(licence, **changed))
        assert reasons(register(pipeline, sent(manifest, access))) == [("/manifest/datasets/0", code)]


def test_attestations_of_others_prove_nothing(
    pipeline: Client, licence: Licence, access: Access, other_world: World
) -> None:
    theirs = license_to(other_world, "wildlife-strikes", pricing_model="per_fine_tune")
    foreign = grant_access(world=other_world, licence_id=theirs.pk).envelope
    other = license_to(licence.world, "airport-directory", pricing_model="per_fine_tune")
    another = grant_access(world=licence.world, licence_id=other.pk).envelope
    subject = Subject(name="wildlife-strikes@1", digest=licence.revision.digest)
    forged = sign_envelope(Statement(subjects=(subject,), predicate_type=MODEL, predicate={}), private_jwk=CHARLIE)
    manifest = make_model(source(licence))
    for envelope in (foreign, another, forged, {}):
        body = {"manifest": manifest, "attestations": {ATTESTATION: envelope}}
        assert reasons(register(pipeline, body)) == [("/manifest/datasets/0", "not_attested")]


def test_a_licence_that_ended_before_the_training_is_said(pipeline: Client, licence: Licence, body: Body) -> None:
    access = grant_access(world=licence.world, licence_id=licence.pk)
    trained = {**body["manifest"]["training"], "finished_at": rfc3339(timezone.now())}
    in_time = make_model(source(licence), training=trained)
    revoke_licence(licence=licence, reason="The creator withdrew consent.")
    answer = register(pipeline, body)
    assert reasons(answer) == [("/manifest/datasets/0", "after_licence")]
    assert "The creator withdrew consent" in answer.content.decode()
    assert "training.finished_at" in answer.content.decode()
    model = register(pipeline, sent(in_time, access)).json()
    [dataset] = pipeline.get(f"/api/v1/models/{model['id']}/datasets").json()["datasets"]
    assert dataset["revoked_because"] == "The creator withdrew consent."


def test_a_training_at_another_time_is_refused(pipeline: Client, licence: Licence, access: Access, body: Body) -> None:
    for hours, reason in (
        (-2, ("/manifest/datasets/0", "before_licence")),
        (2, ("/manifest/training/finished_at", "in_the_future")),
    ):
        trained = {**body["manifest"]["training"], "finished_at": rfc3339(timezone.now() + timedelta(hours=hours))}
        assert reasons(register(pipeline, sent(make_model(source(licence), training=trained), access))) == [reason]


def test_a_dataset_that_nobody_fetched_went_into_no_model(pipeline: Client, world: World) -> None:
    licence = license_to(world, "airport-traffic", pricing_model="per_request")
    unread = grant_access(world=world, licence_id=licence.pk)
    assert reasons(register(pipeline, sent(make_model(source(licence)), unread))) == [
        ("/manifest/datasets/0", "not_fetched")
    ]


def test_terms_that_ask_for_privacy_are_asked_of_the_manifest(pipeline: Client, world: World) -> None:
    licence = license_to(world, "health-visits", pricing_model="per_fine_tune")
    access = fetched(licence)
    refused = register(pipeline, sent(make_model(source(licence)), access))
    assert reasons(refused) == [("/manifest/datasets/0", "privacy")]
    private = {"differentially_private": True, "epsilon": 1.0, "delta": 1e-6, "statement": "By noise."}
    answer = register(pipeline, sent(make_model(source(licence), privacy=private), access))
    assert answer.status_code == 201, answer.content


def test_another_attempt_sees_none_of_it(pipeline: Client, other_pipeline: Client, body: Body) -> None:
    model = register(pipeline, body).json()
    for path in ("", "/datasets"):
        assert other_pipeline.get(f"/api/v1/models/{model['id']}{path}").status_code == 404
    assert other_pipeline.get("/api/v1/models").json() == {"models": []}
    assert reasons(register(other_pipeline, body)) == [("/manifest/datasets/0", "not_licensed")]


def test_what_readers_disagree_about_is_refused(pipeline: Client, licence: Licence, access: Access) -> None:
    for text, status in (
        ('{"manifest": {}, "manifest": {}, "attestations": {}}', 400),
        ("[" * 100 + "]" * 100, 400),
        ('{"manifest": {"seed": 1e999}}', 400),
        ('{"manifest": {"name": "\\ud800"}}', 400),
        (" " * (1 << 20), 413),
        ("[]", 422),
    ):
        assert (text[:40], register(pipeline, text).status_code) == (text[:40], status)
    manifest = make_model(source(licence), name="base\0line")
    assert reasons(register(pipeline, sent(manifest, access))) == [("/manifest/name", "control_character")]


@pytest.mark.parametrize(
    ("extra", "pointer"),
    [
        ({"x-note": "\0"}, "/manifest/x-note"),
        ({"x-note": ["a", {"b/c": "d\0"}]}, "/manifest/x-note/1/b~1c"),
        ({"x-\0": 1}, "/manifest"),
    ],
)
@pytest.mark.parametrize("headers", [{}, {"Idempotency-Key": "one"}])
def test_a_manifest_with_a_character_that_no_text_can_hold_is_refused_by_its_place(
    pipeline: Client, licence: Licence, access: Access, extra: Body, pointer: str, headers: dict[str, str]
) -> None:
    body = sent(make_model(source(licence), **extra), access)
    assert reasons(register(pipeline, body, **headers)) == [(pointer, "control_character")]
