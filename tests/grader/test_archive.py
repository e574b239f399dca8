"""A zip made by a stranger gives a sentence with file, limit and remedy, and never more than was allowed."""

from __future__ import annotations

import stat
import struct
import zipfile
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path

import pytest

from grader.bundle import Bundle
from grader.errors import Absent, Unreadable
from grader.limits import MIB, Limits
from tests.grader.factories import make_bundle, make_zip


def packed(tmp_path: Path, write: Callable[[zipfile.ZipFile], None], *, good: bool = True) -> Path:
    """Return a zip with a manifest in it, and whatever ``write`` adds."""
    path = tmp_path / "bundle.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        if good:
            archive.writestr("manifest.json", "{}")
        write(archive)
    return path


def problem(path: Path) -> str:
    """Return the one thing said about a zip of which the manifest can still be read."""
    bundle = Bundle(path)
    assert bundle.read("manifest.json") == b"{}"
    (finding,) = bundle.problems
    assert finding.place.file
    assert finding.fix
    return f"{finding.place.file}: {finding.message} {finding.limit or ''}"


def patched(path: Path, *, entry: int, offset: int, form: str, value: int) -> Path:
    """Overwrite a field of one entry of the central directory."""
    data = bytearray(path.read_bytes())
    at = -1
    for _ in range(entry + 1):
        at = data.index(b"PK\x01\x02", at + 1)
    struct.pack_into(form, data, at + offset, value)
    path.write_bytes(data)
    return path


def test_a_zip_holds_what_its_folder_holds(tmp_path: Path) -> None:
    folder = make_bundle(tmp_path)
    opened, zipped = Bundle(folder), Bundle(make_zip(folder))
    assert zipped.names == opened.names
    assert all(zipped.read(name) == opened.read(name) for name in opened.names)
    assert zipped.digest != opened.digest


def test_a_zip_of_the_folder_itself_works_too(tmp_path: Path) -> None:
    folder = make_bundle(tmp_path)
    whole = tmp_path / "whole.zip"
    with zipfile.ZipFile(whole, "w") as archive:
        for path in sorted(folder.rglob("*")):
            archive.write(path, path.relative_to(tmp_path).as_posix())
        archive.writestr("__MACOSX/bundle/._manifest.json", b"clutter")
    assert Bundle(whole).names == Bundle(folder).names


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"not a zip at all", "no directory at its end"),
        (b"", "no directory at its end"),
        (b"PK\x05\x06" + b"\xff" * 18, "64-bit form"),
        (struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 5000, 5000, 10, 0, 0), "holds 5,000 files"),
        (struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 5, 5, 50_000_000, 0, 0), "directory claims 50,000,000 bytes"),
        (struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 5, 5, 500, 0, 0), "directory can't be read"),
    ],
)
def test_a_broken_zip_is_refused_whole(tmp_path: Path, data: bytes, said: str) -> None:
    path = tmp_path / "bundle.zip"
    path.write_bytes(data)
    with pytest.raises(Unreadable, match=said) as refusal:
        Bundle(path)
    assert refusal.value.remedy


@pytest.mark.parametrize("names", [(), ("data/",), ("__MACOSX/._manifest.json", ".DS_Store")])
def test_a_zip_without_a_file_is_refused_whole(tmp_path: Path, names: tuple[str, ...]) -> None:
    path = tmp_path / "bundle.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name in names:
            archive.writestr(name, "")
    with pytest.raises(Unreadable, match="The bundle holds no file") as refusal:
        Bundle(path)
    assert "manifest.json" in refusal.value.remedy


def test_a_zip_cut_short_is_refused_whole(tmp_path: Path) -> None:
    path = make_zip(make_bundle(tmp_path))
    path.write_bytes(path.read_bytes()[:-40])
    with pytest.raises(Unreadable, match="not a sound zip"):
        Bundle(path)


def test_a_zip_beyond_the_limit_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = make_zip(make_bundle(tmp_path))
    with pytest.raises(Unreadable, match="The limit is 100 bytes"):
        Bundle(path, limits=Limits(packed=100))


def test_a_claim_of_two_gigabytes_in_a_small_file_is_refused(tmp_path: Path) -> None:
    path = packed(tmp_path, lambda archive: archive.writestr("data/huge.csv", b"a\n1\n"))
    said = problem(patched(path, entry=1, offset=24, form="<L", value=2_000_000_000))
    assert "data/huge.csv: It claims 2,000,000,000 bytes, packed into" in said
    assert "100 to 1" in said


def test_a_bomb_is_refused_and_the_rest_is_still_read(tmp_path: Path) -> None:
    path = packed(tmp_path, lambda archive: archive.writestr("data/zeros.csv", bytes(20 * MIB)))
    assert "data/zeros.csv: It claims 20,971,520 bytes" in problem(path)


def test_small_repetitive_files_are_not_bombs(tmp_path: Path) -> None:
    path = packed(tmp_path, lambda archive: archive.writestr("data/same.csv", b"0\n" * 400_000))
    assert Bundle(path).size("data/same.csv") == 800_000


def test_too_many_bytes_together_are_refused_whole(tmp_path: Path) -> None:
    path = packed(tmp_path, lambda archive: archive.writestr("data/rows.csv", b"0\n" * 3_000))
    with pytest.raises(Unreadable, match="hold 6,002 bytes together"):
        Bundle(path, limits=Limits(unpacked=5_000))


def test_too_many_files_are_refused_whole(tmp_path: Path) -> None:
    def write(archive: zipfile.ZipFile) -> None:
        for number in range(200):
            archive.writestr(f"{number}.txt", "")

    with pytest.raises(Unreadable, match="holds 201 files"):
        Bundle(packed(tmp_path, write))


@pytest.mark.parametrize(
    "name",
    ["../up.csv", "/etc/passwd", "data//x.csv", "data/./x.csv", "C:/x.csv", "data\\x.csv", "a\u202eb.csv", "x" * 300],
)
def test_a_name_that_is_not_plain_is_left_out(tmp_path: Path, name: str) -> None:
    said = problem(packed(tmp_path, lambda archive: archive.writestr(name, "1")))
    assert "Its name" in said


@pytest.mark.parametrize("other", ["data/A.csv", "DATA/a.csv", "data/a.csv"])
def test_names_that_some_systems_confuse_are_left_out(tmp_path: Path, other: str) -> None:
    def write(archive: zipfile.ZipFile) -> None:
        archive.writestr("data/a.csv", "1")
        archive.writestr(other, "2")

    with pytest.warns(UserWarning, match="Duplicate") if other == "data/a.csv" else nullcontext():
        path = packed(tmp_path, write)
    bundle = Bundle(path)
    assert bundle.names == ("manifest.json",)
    assert all("Another file has the same name" in finding.message for finding in bundle.problems)


def test_the_two_encodings_of_an_accent_are_one_name(tmp_path: Path) -> None:
    def write(archive: zipfile.ZipFile) -> None:
        archive.writestr("data/caf\u00e9.csv", "1")
        archive.writestr("data/cafe\u0301.csv", "2")

    assert Bundle(packed(tmp_path, write)).names == ("manifest.json",)


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFCHR, stat.S_IFIFO, stat.S_IFSOCK])
def test_links_and_devices_are_left_out(tmp_path: Path, kind: int) -> None:
    info = zipfile.ZipInfo("data/sample.csv")
    info.external_attr = (kind | 0o777) << 16
    said = problem(packed(tmp_path, lambda archive: archive.writestr(info, "/etc/passwd")))
    assert "a link or a device" in said


def test_an_encrypted_member_is_left_out(tmp_path: Path) -> None:
    path = packed(tmp_path, lambda archive: archive.writestr("data/a.csv", "1"))
    assert "It is encrypted" in problem(patched(path, entry=1, offset=8, form="<H", value=1))


def test_an_unusual_method_is_left_out(tmp_path: Path) -> None:
    path = packed(tmp_path, lambda archive: archive.writestr("data/a.csv", "1", compress_type=zipfile.ZIP_LZMA))
    assert "unusual method" in problem(path)


def test_members_that_overlap_are_refused_whole(tmp_path: Path) -> None:
    path = packed(tmp_path, lambda archive: archive.writestr("data/a.csv", "1" * 50))
    with pytest.raises(Unreadable, match="overlap"):
        Bundle(patched(path, entry=0, offset=20, form="<L", value=80))


def test_a_directory_that_points_nowhere_is_refused_whole(tmp_path: Path) -> None:
    path = packed(tmp_path, lambda archive: archive.writestr("data/a.csv", "1" * 50))
    path.write_bytes(path.read_bytes().replace(b"PK\x03\x04", b"PK\x07\x08"))
    with pytest.raises(Unreadable, match="points at no file for"):
        Bundle(path)


def test_damaged_bytes_are_told_when_they_are_read_and_leave_nothing_half(tmp_path: Path) -> None:
    path = packed(tmp_path, lambda archive: archive.writestr("data/a.csv", "1,2,3\n" * 50))
    bundle = Bundle(patched(path, entry=1, offset=16, form="<L", value=12345))
    for _ in range(2):
        with pytest.raises(Unreadable, match="Its packed bytes are damaged"):
            bundle.read("data/a.csv")


def test_a_file_that_is_not_there_is_absent(tmp_path: Path) -> None:
    bundle = Bundle(packed(tmp_path, lambda archive: None))
    with pytest.raises(Absent) as absence:
        bundle.read("schema.json")
    assert absence.value.from_bundle


def test_the_work_folder_goes_when_the_bundle_does(tmp_path: Path) -> None:
    bundle = Bundle(packed(tmp_path, lambda archive: None))
    unpacked = bundle.path("manifest.json")
    assert unpacked.exists()
    del bundle
    assert not unpacked.parent.exists()
