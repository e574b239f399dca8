"""The gate on a candidate's computer writes the very bytes the worker wrote."""

from __future__ import annotations

import html
import json
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.fixtures.processes import Start
from tests.journeys.conftest import one, unpack

COMMAND = re.compile(r'<code id="check-command">(.+?)</code>')
DOWNLOAD = r'href="([^"]+/{})"'
STAGES = "search licence fetch clean annotate train usage model bundle submit".split()


@pytest.fixture
def handed_in(home: Path, at_home: dict[str, str], worker: Start) -> dict[str, Any]:
    """What alice's kit was told when it had gone the whole way: licensed, fetched, cleaned, trained, handed in."""
    worker()
    run(["-m", "kit", *STAGES], home, at_home)
    told: dict[str, Any] = json.loads((home / "work" / "submission.json").read_text())
    return told


@pytest.fixture
def report_page(browser: httpx.Client, handed_in: dict[str, Any]) -> str:
    """The page of the report."""
    return browser.get(f"/submissions/{handed_in['id']}/report/").raise_for_status().text


def run(arguments: list[str], folder: Path, environment: dict[str, str], *, codes: tuple[int, ...] = (0,)) -> bytes:
    """Run Python in a folder of alice's computer and return what it prints."""
    done = subprocess.run([sys.executable, *arguments], cwd=folder, env=environment, capture_output=True, check=False)
    assert done.returncode in codes, done.stderr.decode()
    return done.stdout


def test_the_page_offers_all_it_takes_to_get_the_same_report_at_home(
    browser: httpx.Client, report_page: str, handed_in: dict[str, Any], at_home: dict[str, str], tmp_path: Path
) -> None:
    def download(name: str) -> bytes:
        return browser.get(one(re.compile(DOWNLOAD.format(name)), report_page)).raise_for_status().content

    desk = tmp_path / "desk"
    unpack(download("inputs.zip"), desk)
    (desk / "bundle.zip").write_bytes(download("bundle.zip"))
    unpack(download("bundle.zip"), desk / "bundle")
    command = shlex.split(html.unescape(one(COMMAND, report_page)))
    assert command[:3] == ["assay", "check", "bundle.zip"]

    of_the_zip = run(["-m", "grader", *command[1:]], desk, at_home, codes=(0, 1))
    report = json.loads(of_the_zip)
    assert of_the_zip == download("report.json")
    assert report["score"]["value"] == handed_in["score"] > 50

    of_the_folder = json.loads(run(["-m", "grader", "check", "bundle", *command[3:]], desk, at_home, codes=(0, 1)))
    assert of_the_folder["inputs"].pop("bundle") != report["inputs"].pop("bundle")
    assert of_the_folder == report
