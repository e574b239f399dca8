"""Lineage is taken as the standard's own client sends it, and read as a graph from fetched data to models."""

from __future__ import annotations

import gzip
from itertools import pairwise
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import pytest
import requests
from django.test import Client
from openlineage.client import OpenLineageClient
from openlineage.client.event_v2 import InputDataset, Job, OutputDataset, Run, RunEvent, RunState
from openlineage.client.facet_v2 import datasource_dataset
from openlineage.client.transport.http import ApiKeyTokenProvider, HttpCompression, HttpConfig, HttpTransport
from requests.adapters import HTTPAdapter

from hiring.lib.moments import rfc3339
from hiring.market.models import Licence, LineageEvent
from hiring.market.services.credentials import Secret
from tests.grader.evidence import BEGAN, make_stage
from tests.hiring.api.conftest import token_for
from tests.hiring.market.registering import registered

CLEAN, SAMPLE, MODEL = (f"sha256:{letter * 64}" for letter in "abc")
FAULTY: tuple[tuple[dict[str, Any], str], ...] = (
    ({"run": {"runId": "one"}}, "/run/runId"),
    ({"job": {"namespace": "alice", "name": "a\0b"}}, "/job/name"),
    ({"x-notes": {"on": ["a\0b"]}}, "/x-notes/on/0"),
    ({"inputs": [{"namespace": "n", "name": "x" * 401}]}, "/inputs/0/name"),
    ({"inputs": [{"namespace": "n", "name": "x"}] * 1001}, "/inputs"),
    ({"eventTime": "2026-02-30T09:00:00Z"}, "/eventTime"),
    ({"eventTime": "2016-12-31T23:59:60Z"}, "/eventTime"),
    ({"eventType": "DONE"}, "/eventType"),
    ({"x-notes": "x" * (128 << 10)}, ""),
)
HOSTILE = (
    ("[" * 60 + "]" * 60, 400),
    ('{"run": {"runId": 1, "runId": 2}}', 400),
    ('{"inputs": [' + '{"namespace":"n","name":"a"},' * 1_000_000 + "{}]}", 413),
    ("[]", 422),
    ("[1]", 422),
    ('"event"', 422),
    ("[" + ",".join(["{}"] * 101) + "]", 422),
)


def report(client: Client, events: Any) -> Any:
    return client.post("/api/v1/lineage", events, content_type="application/json")


def edges_around(client: Client, dataset: str = "wildlife-strikes") -> set[tuple[str, str]]:
    """The edges around a dataset, by the names of their ends."""
    graph = client.get(f"/api/v1/lineage/{dataset}").json()
    names = {node["id"]: node["name"] for node in graph["nodes"]}
    return {(names[edge["origin"]], names[edge["target"]]) for edge in graph["edges"]}


def stages(licence: Licence) -> list[dict[str, Any]]:
    """The lineage of a pipeline, from the fetched bytes to an artefact."""
    raw = ("raw/strikes.csv", licence.revision.digest)
    made = [
        make_stage("collection", inputs=[raw], outputs=[raw]),
        make_stage("preparation", inputs=[raw], outputs=[("work/clean.csv", CLEAN)]),
        make_stage("annotation", inputs=[("work/clean.csv", CLEAN)], outputs=[("data/sample.csv", SAMPLE)]),
        make_stage("training", inputs=[("data/sample.csv", SAMPLE)], outputs=[("work/strike-damage.joblib", MODEL)]),
    ]
    return [{**event, "run": {"runId": str(uuid4())}} for event in made]


class InPlace(HTTPAdapter):
    """Carries what a client sends to Django without a network, unchanged."""

    def send(self, request: requests.PreparedRequest, **_: Any) -> requests.Response:  # type: ignore[override]
        assert request.url
        assert isinstance(request.body, str | bytes)
        headers = {name: str(value) for name, value in request.headers.items() if name != "Content-Length"}
        path = request.url.removeprefix("http://market.test")
        answer = Client().generic("POST", path, request.body, headers.pop("Content-Type"), headers=headers)
        response = requests.Response()
        response.status_code = answer.status_code
        response._content = answer.content
        return response


def test_the_standards_own_client_reports_runs(secret: Secret, pipeline: Client) -> None:
    run, job = Run(runId=str(uuid4())), Job(namespace="alice", name="training")
    taken = InputDataset(namespace="alice", name="sample.csv")
    facets: dict[str, Any] = {"dataSource": datasource_dataset.DatasourceDatasetFacet(name="here", uri="file://work")}
    given = OutputDataset(namespace="alice", name="damage.joblib", facets=facets)
    auth = ApiKeyTokenProvider({"apiKey": token_for(secret)})
    for state, compression in ((RunState.START, None), (RunState.COMPLETE, HttpCompression.GZIP)):
        config = HttpConfig(url="http://market.test", auth=auth, adapter=InPlace(), compression=compression)
        event = RunEvent(eventTime=rfc3339(BEGAN), eventType=state, run=run, job=job, inputs=[taken], outputs=[given])
        OpenLineageClient(transport=HttpTransport(config)).emit(event)
    assert edges_around(pipeline, "sample.csv") == {("sample.csv", "training"), ("training", "damage.joblib")}
    assert LineageEvent.objects.count() == 2


def test_it_leads_from_fetched_data_through_what_was_reported_to_a_model(
    pipeline: Client, other_pipeline: Client, licence: Licence
) -> None:
    registered(licence)
    assert edges_around(pipeline) == {("wildlife-strikes@1", "strike-damage")}
    told = stages(licence)
    assert report(pipeline, told[::-1]).json() == {"events": 4, "new": 4}
    road = [
        "wildlife-strikes@1",
        "collection",
        "raw/strikes.csv",
        "preparation",
        "work/clean.csv",
        "annotation",
        "data/sample.csv",
        "training",
        "work/strike-damage.joblib",
        "strike-damage",
    ]
    assert edges_around(pipeline) == edges_around(pipeline, "data/sample.csv") == set(pairwise(road))
    assert report(pipeline, [*told, told[0]]).json() == {"events": 5, "new": 0}
    assert LineageEvent.objects.count() == 4
    [entry] = [one for one in pipeline.get("/api/v1/trail").json()["entries"] if one["kind"] == "lineage.reported"]
    assert entry["facts"]["jobs"] == ["annotation", "collection", "preparation", "training"]
    assert (entry["facts"]["events"], entry["facts"]["datasets"]) == (4, 4)
    for name in ("wildlife-strikes", "data/sample.csv"):
        assert other_pipeline.get(f"/api/v1/lineage/{name}").status_code == 404


def test_a_run_stands_as_its_latest_end_says_in_whatever_order_it_is_told(pipeline: Client) -> None:
    runs: list[tuple[str, list[tuple[str, str]]]] = [
        ("begun", [("START", "09:00")]),
        ("done", [("COMPLETE", "09:02"), ("START", "09:01")]),
        ("mended", [("RUNNING", "09:09"), ("COMPLETE", "09:03"), ("FAIL", "09:02")]),
    ]
    for job, events in runs:
        base = {**make_stage(job, inputs=[("a", CLEAN)], outputs=[]), "run": {"runId": str(uuid4())}}
        for kind, clock in events:
            assert report(pipeline, {**base, "eventType": kind, "eventTime": f"2026-11-02T{clock}:00Z"}).json()["new"]
    states = {node["name"]: node["state"] for node in pipeline.get("/api/v1/lineage/a").json()["nodes"]}
    assert states == {"a": "", "begun": "running", "done": "complete", "mended": "complete"}


def test_steps_that_feed_each_other_and_themselves_are_told_as_they_are(pipeline: Client) -> None:
    one = make_stage("one", inputs=[("b", SAMPLE)], outputs=[("a", CLEAN)])
    two = make_stage("two", inputs=[("a", CLEAN), ("b", SAMPLE)], outputs=[("b", SAMPLE)])
    report(pipeline, [one, two])
    assert edges_around(pipeline, "a") == {("b", "one"), ("one", "a"), ("a", "two"), ("b", "two"), ("two", "b")}


def test_strange_names_are_kept_as_they_are(pipeline: Client) -> None:
    name = "../\u202eevil <script> 🧪 e\u0301 %2F?#"
    assert report(pipeline, make_stage("job", inputs=[(name, CLEAN)], outputs=[])).status_code == 201
    assert edges_around(pipeline, quote(name, safe="")) == {(name, "job")}


def test_an_event_that_is_none_is_refused_by_its_place(pipeline: Client) -> None:
    fine = make_stage("fine", inputs=[], outputs=[])
    for changed, pointer in FAULTY:
        event = {**fine, **changed}
        for sent, under in ((event, ""), ([fine, event], "/1")):
            answer = report(pipeline, sent)
            assert answer.status_code == 422, answer.content
            assert f"{under}{pointer}" in [one["pointer"] for one in answer.json()["errors"]]
    assert not LineageEvent.objects.exists()


def test_a_hostile_document_is_refused(pipeline: Client) -> None:
    for body, status in HOSTILE:
        assert (body[:40], report(pipeline, body).status_code) == (body[:40], status)


def test_no_more_is_unpacked_than_may_be_sent(pipeline: Client) -> None:
    packed = gzip.compress(b" " * (64 << 20))
    headers = {"Content-Encoding": "gzip"}
    sent = pipeline.post("/api/v1/lineage", packed, content_type="application/json", headers=headers)
    torn = pipeline.post("/api/v1/lineage", packed[:40], content_type="application/json", headers=headers)
    assert (sent.status_code, torn.status_code) == (413, 400)


def test_an_attempt_can_not_fill_the_market(pipeline: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hiring.market.services.lineage.MOST_BYTES", 1_000)
    assert report(pipeline, make_stage("one", inputs=[("a", CLEAN)], outputs=[])).status_code == 201
    full = report(pipeline, make_stage("two", inputs=[("a", CLEAN)], outputs=[]))
    assert (full.status_code, full.json()["type"]) == (409, "urn:assay:problem:lineage_full")
