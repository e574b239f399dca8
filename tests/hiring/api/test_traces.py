"""One trace is followed from a fetch to its report: in the trail, on the pages, in the receipts and in the logs."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from grader.attestation import verify_token
from grader.report import to_json
from grader.trail import Entry, parse_trail
from hiring.accounts.models import Person
from hiring.grading.models import Run
from hiring.grading.queries import report_for
from hiring.grading.services import grade_run
from hiring.keys.queries import jwks
from hiring.lib.leases import lease_next
from hiring.lib.moments import rfc3339
from hiring.submissions.models import Submission
from tests.grader.factories import make_bundle, make_zip
from tests.hiring.api.test_road import grant, license_it, path_in, post
from tests.hiring.review.making import browser_of, report_of

TRACE, SPAN = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
CARRIED = {"traceparent": f"00-{TRACE}-{SPAN}-01", "baggage": "dataset.id=wildlife-strikes,secret=hsx_1"}
FACTS = {"trace": {"trace_id": TRACE, "parent_id": SPAN}, "baggage": {"dataset.id": "wildlife-strikes"}}
KINDS = ("access.granted", "bytes.served", "usage.reported", "submission.received")


@pytest.fixture
def submission(pipeline: Client, tmp_path: Path) -> Submission:
    """What alice's pipeline handed in after it had fetched and reported use, under one trace since it had a licence."""
    licence = license_it(pipeline)
    assert Client().get(path_in(grant(pipeline, licence)["url"])).status_code == 200
    pipeline.defaults.update({f"HTTP_{name.upper()}": value for name, value in CARRIED.items()})
    assert Client(headers=CARRIED).get(path_in(grant(pipeline, licence)["url"])).status_code == 200
    use = {"event_id": "1", "licence": licence["id"], "kind": "fine_tune", "quantity": 1, "model": "m"}
    post(pipeline, "usage", {"events": [{**use, "occurred_at": rfc3339(timezone.now())}]})
    bundle = SimpleUploadedFile("bundle.zip", make_zip(make_bundle(tmp_path / "bundle")).read_bytes())
    received = pipeline.post("/api/v1/submissions", {"bundle": bundle}).json()
    assert received["trace_id"] == TRACE
    return Submission.objects.get(pk=received["id"])


@pytest.fixture
def graded(submission: Submission, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What the worker logged when it had graded that."""
    monkeypatch.setattr("hiring.grading.services.grade_confined", lambda *_, **__: to_json(report_of({"SCH006": 1.0})))
    run = lease_next(Run, seconds=60)
    assert run is not None
    with caplog.at_level(logging.INFO, logger="hiring.grading.services"):
        grade_run(run=run)
    return logged(caplog.records, "run graded")


def test_what_binds_tells_its_trace_and_of_its_baggage_what_names_a_thing(
    pipeline: Client, submission: Submission
) -> None:
    trail = parse_trail(pipeline.get("/api/v1/trail").content, file="trail.json", jwks=jwks())
    assert [entry.kind for entry in trail.entries if carried(entry)] == list(KINDS)
    assert all(carried(entry) in ({}, FACTS) for entry in trail.entries)
    assert len(trail.of_kind("access.granted")) == len(trail.of_kind("bytes.served")) == 2
    assert "hsx_1" not in str(trail)


def test_pages_receipts_and_logs_name_the_trace_and_the_report_itself_does_not(
    submission: Submission, graded: dict[str, Any], alice: Person, bob: Person
) -> None:
    assert (graded["trace_id"], graded["submission_id"]) == (TRACE, str(submission.pk))
    report = report_for(submission)
    assert report is not None
    assert TRACE not in report.body
    for receipt in (submission.receipt, report.receipt):
        assert verify_token(receipt, jwks(), typ="assay-receipt+jwt")["trace_id"] == TRACE
    for person, path in (
        (alice, f"/submissions/{submission.pk}/"),
        (alice, f"/submissions/{submission.pk}/report/"),
        (bob, f"/review/orchard/attempts/{submission.attempt_id}/"),
    ):
        page = browser_of(person).get(path).content.decode()
        assert f"{TRACE}</code> · 1 grant of access, 1 fetch, 1 report of use, 1 submission" in page


def test_the_log_of_a_request_names_its_trace_and_dataset_and_the_next_one_neither(
    pipeline: Client, caplog: pytest.LogCaptureFixture
) -> None:
    licence = license_it(pipeline)
    with caplog.at_level(logging.INFO, logger="hiring.lib.middleware"):
        post(pipeline, f"licences/{licence['id']}/access", {"seconds": 300}, **CARRIED)
        line = logged(caplog.records, "request answered")
        assert (line["trace_id"], line["dataset_id"]) == (TRACE, "wildlife-strikes")
        pipeline.get("/healthz")
    assert not {"trace_id", "dataset_id"} & logged(caplog.records, "request answered").keys()


def logged(records: Sequence[logging.LogRecord], event: str) -> dict[str, Any]:
    """Return the last line that tells of ``event``."""
    return next(line.msg for line in reversed(records) if isinstance(line.msg, dict) and line.msg["event"] == event)


def carried(entry: Entry) -> dict[str, Any]:
    """Return what an entry's request carried along."""
    return {name: entry.facts[name] for name in FACTS if name in entry.facts}
