"""A gate that ends without a report blames no bundle, and says why in the log and nowhere else."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from hiring.confine import PYTHON, Completed, Limits
from hiring.confine.backends import Errand, run as run_errand
from hiring.grading import confined
from hiring.grading.models import Run
from hiring.grading.queries import progress_of
from hiring.grading.tasks import grade
from hiring.market.models import World
from tests.grader.factories import hand_in, make_zip
from tests.hiring.confine.scripts import MIB, skip_without
from tests.hiring.grading.making import make_run

ENDED = Completed(
    exit_code=3,
    stdout=b"",
    stderr=b"one line\n\x1b[31mOS can't spawn\xff worker thread\x00\r\n\xe2\x80\xaeanother\n",
    seconds=1,
    peak_memory=None,
    killed_by=None,
    backend="limited",
)


@pytest.fixture
def waiting(world: World) -> Run:
    """A run that waits to be graded."""
    return make_run(world.attempt)


def told(run: Run, ended: Completed, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Grade a run with a gate that ends as it is told, and return what the log says of it."""
    monkeypatch.setattr(confined, "confine", lambda *_, **__: ended)
    with capture_logs() as logs:
        grade()
    return next(dict(line) for line in logs if line["event"] == "no report")


def test_the_log_has_the_end_of_what_it_said_on_one_plain_line(waiting: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    line = told(waiting, ENDED, monkeypatch)
    assert line["said"] == "one line [31mOS can't spawn\ufffd worker thread another"
    assert line["problem"] == "The gate ended with code 3 and no report."
    assert line["submission"] == str(waiting.submission_id)


def test_the_page_has_the_sentence_alone(waiting: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    told(waiting, ENDED, monkeypatch)
    waiting.refresh_from_db()
    assert waiting.cause == progress_of(waiting.submission).cause == "The gate ended with code 3 and no report."


def test_however_much_it_said_the_line_is_short(waiting: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    line = told(waiting, replace(ENDED, stderr=b"\xc3\xa9" * MIB + b" the end"), monkeypatch)
    assert len(line["said"]) <= confined.LONGEST_TAIL
    assert line["said"].endswith(" the end")


def test_what_is_no_report_is_told_likewise(waiting: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    line = told(waiting, replace(ENDED, exit_code=0, stdout=b"{}"), monkeypatch)
    assert line["problem"] == "The gate wrote something that is not a report."
    assert "worker thread" in line["said"]


def test_a_machine_short_of_threads_is_not_taken_for_a_bundle_that_can_not_be_read(tmp_path: Path) -> None:
    skip_without("bubblewrap")
    ended = run_errand(
        Errand(
            command=(PYTHON, "-m", "grader", "check", "bundle.zip", "--format", "json"),
            readable={"bundle.zip": make_zip(hand_in(tmp_path).bundle)},
            work_size=64 * MIB,
            limits=Limits(wall_seconds=30, cpu_seconds=30, processes=6),
        ),
        backend="bubblewrap",
        place=None,
    )
    assert (ended.exit_code, ended.stdout) == (3, b"")
    assert b"Resource temporarily unavailable" in ended.stderr
