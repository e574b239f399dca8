"""The starter kit holds the pipeline, the gate that pip can install, and modes that unpackers honour."""

from __future__ import annotations

import ast
import io
import tomllib
import zipfile

from django.test import Client

from hiring.assessments.models import Attempt
from hiring.portal.kit import kit_files


def test_it_holds_the_pipeline_and_the_gate() -> None:
    files = kit_files()
    assert {"README.md", "requirements.txt", "kit/__main__.py", "ci/github.yml", ".gitignore"} <= files.keys()
    assert {"gate/grader/__main__.py", "gate/grader/formats/brief.v1.json"} <= files.keys()


def test_the_gate_is_installed_from_where_the_requirements_look() -> None:
    files = kit_files()
    project = tomllib.loads(files["gate/pyproject.toml"].decode())["project"]
    assert b"./gate" in files["requirements.txt"]
    assert f"gate/{project['readme']}" in files
    assert "assay" in project["scripts"]


def test_every_stage_can_be_read_by_python() -> None:
    code = [content for name, content in kit_files().items() if name.startswith("kit/") and name.endswith(".py")]
    assert len([ast.parse(content) for content in code]) > 12


def test_unpacked_files_can_be_read(her_browser: Client, her_attempt: Attempt) -> None:
    content = her_browser.get(f"/attempts/{her_attempt.pk}/kit.zip").content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert {member.external_attr >> 16 for member in archive.infolist()} == {0o644}
