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

from hiring.market.models import RegisteredModel
from tests.fixtures.processes import Start
from tests.journeys.conftest import one, unpack

COMMAND = re.compile(r'<code id="check-command">(.+?)</code>', re.DOTALL)
RECEIPT = re.compile(r'<code id="verify-command">(.+?)</code>', re.DOTALL)
DOWNLOAD = r'href="([^"]+/{})"'
STAGES = "search licence fetch clean annotate train usage model register bundle submit".split()


@pytest.fixture
def handed_in(home: Path, at_home: dict[str, str], worker: Start) -> dict[str, Any]:
    """What alice's kit was told when it had gone the whole way: licensed, fetched, cleaned, trained, handed in."""
    worker()
    run(["-m", "kit", *STAGES], home, at_home)
    assert RegisteredModel.objects.get().sources.count() == 2
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


@pytest.fixture
def desk(browser: httpx.Client, report_page: str, tmp_path: Path) -> Path:
    """A folder with everything the report's page has to download, under the names it is sent with."""
    folder = tmp_path / "desk"
    folder.mkdir()
    for name in ("bundle.zip", "inputs.zip", "report.json", "report.signed.json"):
        answer = browser.get(one(re.compile(DOWNLOAD.format(re.escape(name))), report_page)).raise_for_status()
        sent_as = one(re.compile('filename="(.+)"'), answer.headers["content-disposition"])
        (folder / sent_as).write_bytes(answer.content)
    return folder


def test_the_commands_on_the_page_give_the_same_report_of_zip_and_folder_and_prove_it(
    report_page: str, handed_in: dict[str, Any], at_home: dict[str, str], desk: Path
) -> None:
    commands = [shlex.split(line) for line in html.unescape(one(COMMAND, report_page)).splitlines()]
    assert [command[0] for command in commands] == ["python3", "assay", "cmp", "assay"]
    unpacking, check, compare, verify = (command[1:] for command in commands)

    run(unpacking, desk, at_home)
    run(["-m", "grader", *check], desk, at_home, codes=(0, 1))
    mine, ours = ((desk / name).read_bytes() for name in compare)
    assert mine == ours
    assert json.loads(mine)["score"]["value"] == handed_in["score"] > 50
    assert run(["-m", "grader", *verify], desk, at_home).startswith(b"A genuine report")

    unpack((desk / check[1]).read_bytes(), desk / "bundle")
    inputs = check[2 : check.index("--output")]
    of_the_folder = json.loads(run(["-m", "grader", "check", "bundle", *inputs], desk, at_home, codes=(0, 1)))
    report = json.loads(ours)
    assert of_the_folder["inputs"].pop("bundle") != report["inputs"].pop("bundle")
    assert of_the_folder == report


def test_the_commands_beside_the_receipt_prove_it(
    browser: httpx.Client, handed_in: dict[str, Any], at_home: dict[str, str], tmp_path: Path
) -> None:
    page = browser.get(f"/submissions/{handed_in['id']}/").raise_for_status().text
    for name in ("receipt.jwt", "inputs.zip"):
        answer = browser.get(one(re.compile(DOWNLOAD.format(re.escape(name))), page)).raise_for_status()
        sent_as = one(re.compile('filename="(.+)"'), answer.headers["content-disposition"])
        (tmp_path / sent_as).write_bytes(answer.content)
    unpacking, verify = (shlex.split(line)[1:] for line in html.unescape(one(RECEIPT, page)).splitlines())
    run(unpacking, tmp_path, at_home)
    assert run(["-m", "grader", *verify], tmp_path, at_home).startswith(b"A genuine receipt")
