"""A bundle's folder is read without following links, and within limits."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from grader.bundle import Bundle
from grader.errors import Unreadable
from grader.inputs import Inputs
from grader.limits import Limits
from tests.grader.factories import make_bundle


def test_the_digest_is_of_the_content_not_of_where_it_lies(tmp_path: Path) -> None:
    first, second = make_bundle(tmp_path / "one"), tmp_path / "two"
    first.rename(second)
    before = Bundle(second).digest
    (second / ".DS_Store").write_bytes(b"clutter")
    assert Bundle(second).digest == before
    (second / "answers.md").write_bytes(b"other")
    assert Bundle(second).digest != before


def test_links_are_left_out_and_named(tmp_path: Path) -> None:
    bundle = make_bundle(tmp_path)
    (bundle / "data" / "linked.csv").symlink_to("/etc/passwd")
    (bundle / "outside").symlink_to(tmp_path)
    opened = Bundle(bundle)
    assert [finding.place.file for finding in opened.problems] == ["data/linked.csv", "outside"]
    with pytest.raises(Unreadable, match="a link or a device"):
        opened.read("data/linked.csv")


def test_pipes_are_left_out_and_never_opened(tmp_path: Path) -> None:
    bundle = make_bundle(tmp_path)
    os.mkfifo(bundle / "data" / "endless.csv")
    assert "data/endless.csv" not in Bundle(bundle).names


def test_too_many_files_are_refused(tmp_path: Path) -> None:
    for number in range(4):
        (tmp_path / f"{number}.txt").touch()
    with pytest.raises(Unreadable, match=r"holds 4 files\. The limit is 3 files"):
        Bundle(tmp_path, limits=Limits(members=3))


def test_folders_nested_without_end_are_refused(tmp_path: Path) -> None:
    deep = tmp_path.joinpath(*["d"] * 40)
    deep.mkdir(parents=True)
    with pytest.raises(Unreadable, match="nested too deeply"):
        Bundle(tmp_path)


def test_a_path_that_leads_nowhere_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="There is no such file or folder"):
        Inputs.of(tmp_path / "nowhere")


def test_a_document_beyond_its_limit_is_refused_by_its_size(tmp_path: Path) -> None:
    bundle = make_bundle(tmp_path, files={"answers.md": bytes(5_000_000)})
    with pytest.raises(Unreadable, match=r"It is 5,000,000 bytes long\. The limit is 4,194,304 bytes"):
        Bundle(bundle).read("answers.md")
