"""Whatever the hidden data says, a candidate sees the same bytes."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import islice
from pathlib import Path

import pytest
import time_machine
from django.db import transaction
from django.db.models import F
from django.test import Client
from django.utils import timezone

from grader.answer_key import AnswerKey
from hiring.accounts.models import Person
from hiring.grading import services
from hiring.grading.intake import submit_bundle
from hiring.grading.models import Report, Run
from hiring.grading.tasks import grade
from hiring.lib.storage import put
from hiring.market.models import Revision, World
from hiring.market.queries import answer_key_of
from tests.grader.factories import SCHEMA, make_bundle, make_zip
from tests.storage import path_of

FORM_TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="\w+"|"x-csrftoken": "\w+"')
"""Is drawn anew for every page."""
LARGEST = 1 << 24
MOST_ROWS = 1500


@dataclass(frozen=True, kw_only=True)
class Seen:
    """What a candidate gets to see of a graded submission, by every door there is."""

    report_page: bytes
    report_file: bytes
    report_api: bytes
    state_api: bytes
    submissions_page: bytes
    profile_page: bytes


@pytest.fixture
def run(world: World, alice: Person, tmp_path: Path) -> Run:
    """The run of a bundle that holds rows of the exercise as they were fetched, every planted defect in its place."""
    variant = Revision.objects.get(answer_key__digest=answer_key_of(world.attempt))
    rows = islice(csv.DictReader(io.StringIO(path_of(variant.digest).read_text())), MOST_ROWS)
    kept = [{name: row[name] for name in SCHEMA["properties"] if name != "split"} | {"split": "train"} for row in rows]
    with make_zip(make_bundle(tmp_path, rows=kept)).open("rb") as bundle:
        return submit_bundle(attempt=world.attempt, by=alice, stream=bundle, began_at=timezone.now()).runs.get()


@pytest.fixture
def look(pages: Client, pipeline: Client, run: Run) -> Callable[[], Seen]:
    """Looks where alice may look, at one and the same moment."""
    attempt, submission = run.submission.attempt_id, run.submission_id

    moment = timezone.now()

    def answered(client: Client, address: str) -> bytes:
        with time_machine.travel(moment, tick=False):
            answer = client.get(address)
        assert answer.status_code == 200
        return FORM_TOKEN.sub(b"", answer.content)

    return lambda: Seen(
        report_page=answered(pages, f"/submissions/{submission}/report/"),
        report_file=answered(pages, f"/submissions/{submission}/report.json"),
        report_api=answered(pipeline, f"/api/v1/submissions/{submission}/report"),
        state_api=answered(pipeline, f"/api/v1/submissions/{submission}"),
        submissions_page=answered(pages, f"/attempts/{attempt}/submissions/"),
        profile_page=answered(pages, "/profile/"),
    )


def hidden_data(world: World) -> dict[str, str | None]:
    """Return answer keys, by their digest in storage: as it was planted, another truth, unreadable, none."""
    planted = answer_key_of(world.attempt)
    assert planted is not None
    key = AnswerKey.parse(path_of(planted).read_bytes())
    other = replace(key, defects=key.defects[:20]).to_json()
    unreadable = put(b"not an answer key", most=LARGEST).digest
    return {"planted": planted, "other": put(other, most=LARGEST).digest, "unreadable": unreadable, "none": None}


def test_whatever_is_hidden_the_candidate_sees_the_same_bytes(
    world: World, run: Run, look: Callable[[], Seen], monkeypatch: pytest.MonkeyPatch
) -> None:
    seen, bodies = {}, {}
    for name, key in hidden_data(world).items():
        monkeypatch.setattr(services, "answer_key_of", {run.submission.attempt: key}.get)
        with transaction.atomic():
            grade()
            Run.objects.update(finished_at=F("created_at") + timedelta(seconds=2))
            bodies[name] = Report.objects.get().body
            seen[name] = look()
            transaction.set_rollback(True)
    assert len(set(bodies.values())) == len(bodies)
    assert "likely" in seen["planted"].profile_page.decode()
    for name, others in seen.items():
        assert others == seen["planted"], name
