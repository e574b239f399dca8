"""What the documentation names is there: files, functions, other pages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.fixtures.installation import ROOT

DOCS = ROOT / "docs"
PAGES = sorted(DOCS.rglob("*.md"))
LINK = re.compile(r"\]\(([^)#:]+)(?:#[^)]*)?\)")
FILE = re.compile(
    r"`((?:bench|catalogue|demo|docs|embedded|grader|hiring|library|starterkit|templates|tests)/[\w./-]+)`"
)
NAMED = re.compile(r"`(\w+)`\s+\(`([\w/]+\.py)`\)")


def name_of(page: Path) -> str:
    return page.relative_to(DOCS).as_posix()


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_link_leads_somewhere(page: Path) -> None:
    broken = [target for target in LINK.findall(page.read_text()) if not (page.parent / target).exists()]
    assert not broken


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_file_named_is_there(page: Path) -> None:
    missing = [file for file in FILE.findall(page.read_text()) if not (ROOT / file).exists()]
    assert not missing


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_function_stands_in_the_file_it_is_said_to_stand_in(page: Path) -> None:
    named = NAMED.findall(page.read_text())
    elsewhere = [
        f"{name} in {file}"
        for name, file in named
        if not re.search(rf"^(?:def|class) {name}\b", (ROOT / file).read_text(), re.MULTILINE)
    ]
    assert not elsewhere


def test_the_journey_names_its_functions() -> None:
    assert len(NAMED.findall((DOCS / "journey.md").read_text())) > 30


def test_every_page_is_listed() -> None:
    listed = {(DOCS / target).resolve() for target in LINK.findall((DOCS / "README.md").read_text())}
    assert {page for page in DOCS.glob("*.md") if page.name != "README.md"} <= listed
