"""Licensed bytes pass declared steps at the market's edge: asked for by API, done by a worker, fetched as all bytes."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.utils import timezone

from grader.digests import digest_of, fingerprint_of
from grader.lineage import parse_lineage
from grader.trail import parse_trail
from hiring.api.serializers.edge import TransformWish
from hiring.keys.queries import jwks
from hiring.lib.leases import lease
from hiring.lib.refused import Refused
from hiring.market.models import Licence, Transform, World
from hiring.market.queries import trail_document
from hiring.market.services import edge
from hiring.market.services.access import grant_access
from hiring.market.services.licensing import revoke_licence
from hiring.market.tasks import sweep_transforms, transform as do_transform

SAMPLE: dict[str, Any] = {"kind": "sample", "rows": 50, "seed": 7}
STEPS = [SAMPLE, {"kind": "redact", "columns": ["airport"]}, {"kind": "convert", "to": "jsonl"}]


@pytest.fixture
def url(licence: Licence) -> str:
    """A signed URL of the exercise."""
    return f"{settings.PUBLIC_URL}{grant_access(world=licence.world, licence_id=licence.pk, seconds=900).signed_path}"


def ask(pipeline: Client, url: str, *steps: dict[str, Any], **headers: str) -> Any:
    body = json.dumps({"url": url, "steps": steps})
    return pipeline.post("/api/v1/edge/transforms", body, content_type="application/json", headers=headers)


def read(pipeline: Client, identity: str) -> dict[str, Any]:
    answer = pipeline.get(f"/api/v1/edge/transforms/{identity}")
    assert answer.status_code == 200, answer.content
    document: dict[str, Any] = answer.json()
    return document


def code_of(answer: Any) -> str:
    return str(json.loads(answer.content)["type"]).rpartition(":")[2]


def test_a_transform_is_asked_for_done_described_and_fetched_while_its_licence_stands(
    pipeline: Client, licence: Licence, url: str
) -> None:
    asked = ask(pipeline, url, *STEPS, **{"Idempotency-Key": "one"})
    assert (asked.status_code, asked.json()["state"], asked.json()["url"]) == (202, "queued", None)
    assert ask(pipeline, url, *STEPS, **{"Idempotency-Key": "one"}).json() == asked.json()
    identity = asked.json()["id"]
    assert asked["Location"].endswith(identity)
    do_transform(identity)

    done = read(pipeline, identity)
    assert (done["state"], done["cause"], done["media_type"]) == ("done", "", "application/x-ndjson")
    answer = Client().get(done["url"].removeprefix(settings.PUBLIC_URL))
    artefact = answer.getvalue()
    assert (answer.status_code, answer["ETag"]) == (200, f'"{done["digest"]}"')
    assert (digest_of(artefact), len(artefact)) == (done["digest"], done["bytes"])
    rows = [json.loads(line) for line in artefact.splitlines()]
    assert len(rows) == 50
    assert {row["airport"] for row in rows} <= {"[redacted]", None}

    manifest = done["manifest"]
    [file] = manifest["files"]
    assert manifest["license_token"] == licence.token
    assert manifest["fingerprint"] == fingerprint_of([(file["path"], file["sha256"])])
    assert (manifest["x-edge"]["source_digest"], manifest["x-edge"]["rows_in"]) == (
        licence.revision.digest,
        licence.revision.rows,
    )
    [stage] = parse_lineage(json.dumps(done["lineage"]).encode()).stages
    assert (stage.inputs[0].digest, stage.outputs[0].digest) == (licence.revision.digest, done["digest"])
    graph = pipeline.get("/api/v1/lineage/wildlife-strikes").content.decode()
    assert done["digest"] in graph
    trail = parse_trail(trail_document(licence.world.attempt), file="trail.json", jwks=jwks())
    assert [entry.facts["artefact"] for entry in trail.of_kind("edge.transformed", "edge.served")] == 2 * [
        done["digest"]
    ]

    revoke_licence(licence=licence, reason="The creator withdrew it.")
    assert Client().get(done["url"].removeprefix(settings.PUBLIC_URL)).status_code == 403
    assert Client().get(f"{done['url']}x".removeprefix(settings.PUBLIC_URL)).status_code == 403
    assert read(pipeline, identity)["url"] is None
    trail = parse_trail(trail_document(licence.world.attempt), file="trail.json", jwks=jwks())
    [told] = [entry.facts for entry in trail.of_kind("bytes.refused")]
    assert (told["reason"], told["licence"], told["transform"]) == ("licence_revoked", str(licence.pk), identity)


def test_the_same_steps_make_the_same_artefact_and_what_they_refuse_fails_with_the_reason(
    pipeline: Client, url: str
) -> None:
    wanted = {"kind": "validate", "schema": {"type": "object", "required": ["pilot"]}, "failing": "refuse"}
    asked = [ask(pipeline, url, *steps).json()["id"] for steps in ([SAMPLE], [SAMPLE], [wanted])]
    fourth = ask(pipeline, url, SAMPLE)
    assert (fourth.status_code, code_of(fourth), fourth["Retry-After"]) == (429, "too_many_transforms", "5")
    for identity in asked:
        do_transform(identity)
    first, second, refused = (read(pipeline, identity) for identity in asked)
    assert first["digest"] == second["digest"] != ""
    assert (refused["state"], refused["url"]) == ("failed", None)
    assert "row 1: It does not fit the schema: required" in refused["cause"]


def test_a_transform_is_recorded_though_no_room_is_left_for_the_lineage_of_others(
    pipeline: Client, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hiring.market.services.lineage.MOST_EVENTS", 0)
    identity = ask(pipeline, url, SAMPLE).json()["id"]
    do_transform(identity)
    done = read(pipeline, identity)
    assert (done["state"], done["cause"]) == ("done", "")
    told = pipeline.post("/api/v1/lineage", {**done["lineage"], "x-again": 1}, content_type="application/json")
    assert (told.status_code, code_of(told)) == (409, "lineage_full")


def test_only_a_good_url_of_ones_own_is_taken_and_nothing_is_fetched_from_elsewhere(
    pipeline: Client, other_pipeline: Client, licence: Licence, url: str
) -> None:
    path = url.removeprefix(settings.PUBLIC_URL)
    elsewhere = [
        "http://169.254.169.254/latest",
        "file:///etc/passwd",
        "http://[",
        f"{settings.PUBLIC_URL}@evil.example{path}",
        f"https://evil.example{path}",
        path,
    ]
    assert {code_of(ask(pipeline, one, SAMPLE)) for one in elsewhere} == {"not_a_signed_url"}
    forged = [url.replace("expires=", "expires=9"), f"{url}x", url.replace("signature=", "s=")]
    assert {code_of(ask(pipeline, one, SAMPLE)) for one in forged} == {"url_not_genuine"}
    assert code_of(ask(other_pipeline, url, SAMPLE)) == "url_of_another_attempt"
    with time_machine.travel(timezone.now() + timedelta(seconds=901)), pytest.raises(Refused, match="has expired"):
        edge.open_transform(world=licence.world, url=url, steps=[SAMPLE])
    revoke_licence(licence=licence, reason="The creator withdrew it.")
    assert code_of(ask(pipeline, url, SAMPLE)) == "licence_revoked"
    assert not Transform.objects.exists()
    assert pipeline.get(f"/api/v1/edge/transforms/{licence.pk}").status_code == 404


@pytest.mark.parametrize(
    ("step", "said"),
    [
        ({"kind": "melt"}, "not a valid choice"),
        ({"kind": "convert"}, "needs to"),
        ({"kind": "convert", "to": "xlsx"}, "not a valid choice"),
        ({"kind": "convert", "to": "csv", "seed": 1}, "takes no seed"),
        ({"kind": "sample", "seed": 1}, "say one of the two"),
        ({"kind": "sample", "seed": 1, "rows": 2, "share": 0.5}, "say one of the two"),
        ({"kind": "sample", "seed": 1, "rows": 100_001}, "less than or equal to 100000"),
        ({"kind": "redact"}, "Say which columns"),
        ({"kind": "redact", "sorts": ["name"]}, "not a valid choice"),
        ({"kind": "validate", "schema": {"title": "x" * 70_000}}, "at most 65,536 bytes"),
        ({"kind": "validate", "schema": {"enum": ["\0"]}}, "/enum/0: It holds a NUL"),
        ({"kind": "validate", "schema": {"$ref": "#"}}, "/$ref: It refers to itself without end"),
        (
            {"kind": "validate", "schema": {"items": {"$ref": "http://a.example"}}},
            "/items/$ref: It refers to something",
        ),
    ],
)
def test_a_step_that_makes_no_sense_is_refused_by_its_place(step: dict[str, Any], said: str) -> None:
    wish = TransformWish(data={"url": "x", "steps": [step]})
    assert not wish.is_valid()
    assert said in str(wish.errors["steps"])


def test_a_transform_whose_worker_died_is_done_by_another_and_one_whose_licence_lapsed_is_not(
    pipeline: Client, world: World, licence: Licence, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    identity = ask(pipeline, url, SAMPLE).json()["id"]
    held = lease(Transform, Transform.objects.get().pk, seconds=-1)
    rung: list[str] = []
    monkeypatch.setattr("hiring.market.tasks.ring_missing", lambda task, rows: rung.extend(one for (one,) in rows))
    sweep_transforms()
    assert read(pipeline, identity)["state"] == "queued"
    Transform.objects.update(next_attempt_at=timezone.now() - timedelta(minutes=1))
    sweep_transforms()
    assert rung == [identity]
    assert held is not None
    edge.fail_transform(transform=held, cause="late")
    revoke_licence(licence=licence, reason="The creator withdrew it.")
    do_transform(identity)
    failed = read(pipeline, identity)
    assert failed["state"] == "failed"
    assert failed["cause"].startswith("This licence was revoked")
    assert not world.trail.filter(kind="edge.transformed").exists()
