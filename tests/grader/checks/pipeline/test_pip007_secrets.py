"""PIP007 finds live secrets anywhere in a bundle and repeats none of them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from grader.check import Measured
from grader.checks.pipeline.pip007_secrets import PIP007
from hiring.market.secrets import new_secret
from tests.grader.evidence import MARKET
from tests.grader.factories import hand_in


def ask(tmp_path: Path, files: dict[str, bytes]) -> Measured:
    measured = PIP007.run(hand_in(tmp_path, files=files).inputs())
    assert isinstance(measured, Measured)
    return measured


def test_an_honest_bundle_holds_none(tmp_path: Path) -> None:
    assert ask(tmp_path, {}).measure == 1


@pytest.mark.parametrize("file", ["pipeline/fetch.py", "logs/run.log", "pipeline/.env", "answers.md"])
def test_it_finds_a_credential_wherever_it_was_left(tmp_path: Path, file: str) -> None:
    secret = new_secret()
    measured = ask(tmp_path, {file: f'first line\nSECRET = "{secret}"\n'.encode()})
    assert measured.measure == 0
    assert measured.findings[0].message == f"Line 2 of {file} holds what looks like a sandbox client secret."
    assert secret not in repr(measured)


def test_it_finds_the_runs_private_key(tmp_path: Path) -> None:
    measured = ask(tmp_path, {"pipeline/run-key.json": json.dumps(MARKET).encode()})
    assert "a private JSON Web Key" in measured.findings[0].message
    assert MARKET["d"] not in repr(measured)


def test_it_looks_into_files_that_are_no_text(tmp_path: Path) -> None:
    measured = ask(tmp_path, {"artefacts/model.bin": b"\x00\xff" + new_secret().encode() + b"\x00"})
    assert measured.findings[0].place.file == "artefacts/model.bin"


def test_it_passes_over_an_empty_file(tmp_path: Path) -> None:
    assert ask(tmp_path, {"pipeline/__init__.py": b""}).measure == 1
