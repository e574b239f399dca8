"""The catalogue: every check once, in order, told alike by the code, the command and the documentation."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from grader import checks
from grader.catalogue import CHECKS
from grader.check import Check
from grader.commands.list import table
from grader.contents import read_contents
from grader.families import Family
from grader.inputs import Inputs
from grader.report import sees

ROOT = Path(checks.__file__).parent
FAMILIES = list(Family)
ORDER = {check.code: place for place, check in enumerate(CHECKS)}


def test_checks_are_told_by_family_and_code() -> None:
    told = [(FAMILIES.index(check.family), check.code) for check in CHECKS]
    assert told == sorted(set(told))


def test_every_check_that_is_written_is_listed() -> None:
    written = {path.stem[:6].upper() for family in Family for path in (ROOT / family).glob("[a-z][a-z][a-z][0-9]*.py")}
    assert written == set(ORDER)


def test_the_contents_are_those_of_the_catalogue() -> None:
    listed = [
        (one.code, one.family, one.title, one.doc, one.needs, one.requires, one.visibility, one.threshold)
        for one in read_contents()
    ]
    assert listed == [
        (one.code, one.family, one.title, one.doc, one.needs, one.requires, one.visibility, one.threshold)
        for one in CHECKS
    ]


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.code)
class TestEveryCheck:
    """What holds of each of them."""

    def test_it_has_a_file_and_a_test_of_its_own(self, check: Check) -> None:
        (entry,) = [one for one in read_contents() if one.code == check.code]
        path = Path(entry.file)
        assert re.fullmatch(rf"{check.code.lower()}_[a-z_]+", path.stem)
        assert Path(__file__).parent.joinpath("checks", check.family, f"test_{path.name}").exists()

    def test_it_says_why_how_it_measures_what_passes_and_how_to_pass(self, check: Check) -> None:
        for part in ("Why", "Measured", "Threshold", "Fix"):
            assert re.search(rf"^{part}\b", check.doc, re.MULTILINE), f"{check.code} does not say: {part}"

    def test_its_title_is_short_and_plain(self, check: Check) -> None:
        assert 8 <= len(check.title) <= 80
        assert not check.title.endswith((".", "!", "?"))

    def test_it_needs_what_inputs_have(self, check: Check) -> None:
        assert set(check.needs) <= set(vars(Inputs))

    def test_it_requires_checks_that_come_before_and_are_seen_as_widely(self, check: Check) -> None:
        for code in check.requires:
            assert ORDER[code] < ORDER[check.code]
            assert sees(check.visibility, CHECKS[ORDER[code]].visibility)


def test_the_documentation_carries_the_catalogue() -> None:
    page = Path(__file__).parents[2].joinpath("docs", "gate.md").read_text(encoding="utf-8")
    assert table(read_contents()) in page, "Paste the output of `assay list --format markdown` into docs/gate.md."
