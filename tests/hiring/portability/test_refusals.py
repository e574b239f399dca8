"""Whatever is off with an export, nothing of it is taken in."""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from grader.digests import digest_of
from grader.export import INDEX, TYP, Audience, Index, Member
from hiring.accounts.models import Person
from hiring.assessments.models import Attempt
from hiring.keys.models import SigningKey
from hiring.keys.services import sign_claims
from hiring.lib.refused import Refused
from hiring.portability.services.exporting import write_export
from hiring.portability.services.importing import import_attempt
from hiring.portability.tables import TABLES
from tests.hiring.grading.making import make_run

Files = dict[str, bytes]
Elsewhere = Callable[[], AbstractContextManager[None]]
NOT_GENUINE: dict[str, tuple[Callable[[Files], Files], str]] = {
    "a byte": (lambda files: changed(files, "market.licence", b'"created_at":"2', b'"created_at":"3'), "not those"),
    "a missing member": (lambda files: {name: files[name] for name in files if name != "trail.json"}, "taken out"),
    "an added member": (lambda files: files | {"rows/market.gift.jsonl": b"{}"}, "added"),
    "a way out": (lambda files: files | {"../storage/x": b"x"}, "added"),
    "a bomb": (lambda files: files | {"trail.json": b" " * 5_000_000}, "changed"),
}
UNFIT: dict[str, tuple[Callable[[Files], Files], str]] = {
    "an entry left out": (lambda files: without_last(files, "market.entry"), "sum to zero"),
    "a transfer left out": (lambda files: without_last(files, "market.transfer"), "refers by transfer"),
    "a balance": (lambda files: changed(files, "market.account", b'"balance_micro":', b'"balance_micro":1'), "add up"),
    "a line": (lambda files: changed(files, "market.offer", b'{"', b"{"), "can't be read"),
    "a time": (lambda files: changed(files, "market.offer", b'"created_at":"2', b'"created_at":"x'), "can't be read"),
    "an unknown kind": (lambda files: files | {"rows/market.gift.jsonl": b"{}"}, "does not know its rows/market.gift"),
    "an unknown field": (lambda files: changed(files, "market.offer", b'{"', b'{"gift":1,"'), "holds gift, which"),
    "no id": (lambda files: changed(files, "market.offer", b',"id":', b',"di":'), "Line 1 of .*offer.jsonl says no id"),
    "a list": (lambda files: with_line(files, "market.offer", b"[1]"), "Line 1 of rows/market.offer.jsonl is not"),
    "a number": (
        lambda files: with_line(files, "accounts.person", b"5"),
        "Line 1 of rows/accounts.person.jsonl is not",
    ),
    "a depth": (
        lambda files: with_line(files, "market.offer", b"[" * 100_000),
        "Line 1 of .*offer.jsonl can't be read",
    ),
    "half a letter": (lambda files: changed(files, "accounts.person", b'"email":"', b'"email":"\\ud800'), "Line 1 of"),
    "no letter": (lambda files: changed(files, "market.listing", b'"slug":"', b'"slug":"\\u0000'), "Line 1 of"),
    "an object": (lambda files: changed(files, "market.offer", b'"world":"', b'"world":{},"x":"'), "Line 1 of"),
    "a number for a time": (lambda files: with_created(files, b"5"), "Line 1 of .* created_at"),
    "a great number": (
        lambda files: changed(files, "assessments.extension", b'"minutes":', b'"minutes":9999999999'),
        "Line 1 of rows/assessments.extension.jsonl does not fit",
    ),
    "a row twice": (lambda files: with_line(files, "market.offer", first_line(files, "market.offer")), "Line 2 of"),
    "no attempt": (
        lambda files: files | {f"rows/{table.name}.jsonl": b"" for table in TABLES},
        "no row of the attempt",
    ),
    "a missing field": (lambda files: changed(files, "market.offer", b',"use_case":', b',"epsilon":'), "no use_case"),
}


def changed(files: Files, kind: str, before: bytes, after: bytes) -> Files:
    name = f"rows/{kind}.jsonl"
    assert before in files[name]
    return files | {name: files[name].replace(before, after, 1)}


def with_line(files: Files, kind: str, line: bytes) -> Files:
    """The same files with one more line, before all others of its kind."""
    name = f"rows/{kind}.jsonl"
    return files | {name: line + b"\n" + files[name]}


def first_line(files: Files, kind: str) -> bytes:
    return files[f"rows/{kind}.jsonl"].splitlines()[0]


def with_created(files: Files, created_at: bytes) -> Files:
    line = first_line(files, "market.offer")
    return changed(files, "market.offer", line, re.sub(rb'"created_at":"[^"]+"', b'"created_at":' + created_at, line))


def without_last(files: Files, kind: str) -> Files:
    name = f"rows/{kind}.jsonl"
    return files | {name: b"".join(files[name].splitlines(keepends=True)[:-1])}


def read(path: Path) -> Files:
    with zipfile.ZipFile(path) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def write(files: Files, path: Path) -> Path:
    with zipfile.ZipFile(path, "w") as packed:
        for name, data in files.items():
            packed.writestr(name, data)
    return path


def without_blobs(files: Files) -> Files:
    return {name: data for name, data in files.items() if not name.startswith("blobs/")}


def signed_anew(files: Files) -> Files:
    """The same files under an index that names them as they are, signed by where they were exported."""
    index = json.loads(files[INDEX])
    members = tuple(
        Member(path=name, digest=digest_of(data), size=len(data)) for name, data in files.items() if name != INDEX
    )
    kept = {name: index[name] for name in ("attempt", "product", "exported_at")}
    anew = Index(**kept, audience=Audience(index["audience"]), members=members)
    return files | {INDEX: anew.signed(sign_claims(anew.claims(), typ=TYP))}


def test_nothing_of_it_is_taken_in(
    travelled: Attempt, exported: Path, trusted: list[dict[str, Any]], elsewhere: Elsewhere, tmp_path: Path
) -> None:
    files = read(exported)
    made = [(name, change(files), said) for name, (change, said) in NOT_GENUINE.items()]
    made += [(name, signed_anew(change(without_blobs(files))), said) for name, (change, said) in UNFIT.items()]
    off = [(write(within, tmp_path / f"{name}.zip"), said) for name, within, said in made]
    (tmp_path / "cut short.zip").write_bytes(exported.read_bytes()[:-40])
    off.append((tmp_path / "cut short.zip", "cut short"))
    with (tmp_path / "hers.zip").open("wb") as hers:
        write_export(attempt=travelled, audience=Audience.CANDIDATE, to=hers)
    off.append((tmp_path / "hers.zip", "made for its candidate"))
    with pytest.raises(Refused, match="is here already"):
        import_attempt(path=exported)
    make_run(travelled, number=2)
    with pytest.raises(CommandError, match="is being graded"):
        call_command("export_attempt", str(travelled.pk), to=tmp_path / "waiting.zip")
    assert not (tmp_path / "waiting.zip").exists()
    with elsewhere():
        with pytest.raises(Refused, match="not one of the trusted keys"):
            import_attempt(path=exported)
        for path, said in off:
            with pytest.raises(Refused, match=said) as refused:
                import_attempt(path=path, trusted=trusted)
            assert refused.value.sentence.endswith("Nothing was taken in."), refused.value.sentence
            assert not Person.objects.exists(), path
            assert SigningKey.objects.count() == 1, path
        import_attempt(path=exported, trusted=trusted)
        assert Attempt.objects.get() == travelled
