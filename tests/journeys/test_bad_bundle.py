"""Whatever is wrong with a bundle, its report says what, where, the limit and the remedy."""

from __future__ import annotations

import html
import json
import re
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client

from grader.finding import Finding
from grader.report import Report, parse_report
from hiring.grading.models import Run
from hiring.grading.tasks import grade
from hiring.market.models import World
from hiring.reputation.models import Credit
from tests.fixtures.market import license_to
from tests.grader.factories import SCHEMA, make_bundle, make_zip
from tests.journeys.conftest import uploaded

GIB = 1024**3
CLAIMED_SIZE = 24
"""Where an entry of a zip's directory states how large its member is, unpacked."""
TAG = re.compile(r"<[^>]+>")

Make = Callable[[Path], Path]


def damaged(folder: Path) -> Path:
    """A zip of which some bytes of the sample were lost on the way."""
    packed = make_zip(make_bundle(folder))
    with zipfile.ZipFile(packed) as archive:
        at = archive.getinfo("data/sample.csv").header_offset + 200
    data = bytearray(packed.read_bytes())
    data[at : at + 100] = bytes(100)
    packed.write_bytes(data)
    return packed


def without_manifest(folder: Path) -> Path:
    """A bundle that lacks its manifest."""
    return make_zip(make_bundle(folder, missing="manifest.json"))


def wrong_digest(folder: Path) -> Path:
    """A bundle whose sample was changed after its manifest was written."""
    bundle = make_bundle(folder)
    sample = bundle / "data" / "sample.csv"
    sample.write_bytes(sample.read_bytes().replace(b"DENVER", b"Denver"))
    return make_zip(bundle)


def two_gigabytes_claimed(folder: Path) -> Path:
    """A small zip whose directory claims that the sample has 2 GiB."""
    packed = make_zip(make_bundle(folder))
    with zipfile.ZipFile(packed) as archive:
        names = [member.filename for member in archive.infolist()]
    data, at = bytearray(packed.read_bytes()), -1
    for _ in range(names.index("data/sample.csv") + 1):
        at = data.index(b"PK\x01\x02", at + 1)
    struct.pack_into("<L", data, at + CLAIMED_SIZE, 2 * GIB)
    packed.write_bytes(data)
    return packed


def remote_reference(folder: Path) -> Path:
    """A bundle whose schema refers to one elsewhere."""
    elsewhere = {"airport": {"$ref": "https://schemas.example/airport.json"}}
    return make_zip(make_bundle(folder, schema={**SCHEMA, "properties": {**SCHEMA["properties"], **elsewhere}}))


@pytest.mark.parametrize(
    ("make", "file", "message", "limit", "fix"),
    [
        (damaged, "data/sample.csv", "Its packed bytes are damaged.", None, "Make the zip again"),
        (without_manifest, "manifest.json", "The bundle has no manifest.", None, "Run `assay manifest`"),
        (wrong_digest, "data/sample.csv", "The manifest states sha256", None, "Run `assay manifest` after the last"),
        (two_gigabytes_claimed, "data/sample.csv", "It claims 2,147,483,648 bytes", "100 to 1", "Hand in the real"),
        (remote_reference, "schema.json", "the gate fetches nothing", None, "Copy what it refers to under `$defs`"),
    ],
)
def test_a_bad_bundle_gets_a_report_that_says_what_is_wrong_with_it(
    pipeline: Client,
    pages: Client,
    tmp_path: Path,
    make: Make,
    file: str,
    message: str,
    limit: str | None,
    fix: str,
) -> None:
    report, page = report_on(make(tmp_path).read_bytes(), pipeline, pages)
    found = finding_with(message, report)
    assert (found.place.file, found.limit) == (file, limit)
    assert fix in found.fix
    assert said(found.message) in page
    assert said(found.fix) in page
    assert said(report.not_scored or "") in page
    assert bool(report.not_scored) == (report.score is None) == (not Credit.objects.exists())


def test_a_licence_token_of_another_attempt_is_told_from_ones_own(
    pipeline: Client, pages: Client, other_world: World, tmp_path: Path
) -> None:
    foreign = license_to(other_world, "wildlife-strikes", pricing_model="per_request").token
    bundle = make_bundle(tmp_path, manifest={"license_token": foreign})
    report, page = report_on(make_zip(bundle).read_bytes(), pipeline, pages)
    found = finding_with("The licence token was given to another attempt.", report)
    assert (found.place.file, found.place.pointer) == ("manifest.json", "/license_token")
    assert "Copy license_token as the market answered it" in found.fix
    assert foreign not in page


def report_on(data: bytes, pipeline: Client, pages: Client) -> tuple[Report, str]:
    """Hand ``data`` in by the API, grade it in confinement, and read the report by the API and as a page."""
    submission = pipeline.post("/api/v1/submissions", {"bundle": uploaded(data)}).json()["id"]
    run = Run.objects.get(submission=submission)
    grade()
    run.refresh_from_db()
    assert (run.state, run.cause) == ("graded", "")
    report = pipeline.get(f"/api/v1/submissions/{submission}/report").content
    page = pages.get(f"/submissions/{submission}/report/")
    assert page.status_code == 200
    assert report == pages.get(f"/submissions/{submission}/report.json").content
    return parse_report(report), html.unescape(TAG.sub("", page.content.decode()))


def said(sentence: str) -> str:
    """Return a sentence as a page says it: code stands in another type there, not between ticks."""
    return sentence.replace("`", "")


def finding_with(message: str, report: Report) -> Finding:
    """Return the finding of a report that says ``message``."""
    listed = [*report.unread, *(finding for outcome in report.outcomes for finding in outcome.findings)]
    found = [finding for finding in listed if message in finding.message]
    assert found, json.dumps([finding.message for finding in listed], indent=1)
    return found[0]
