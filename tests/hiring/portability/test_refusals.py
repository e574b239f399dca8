"""Whatever is off with an export, nothing of it is taken in."""

from __future__ import annotations

import json
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
    "a transfer left out": (lambda files: without_last(files, "market.transfer"), "foreign key"),
    "a balance": (lambda files: changed(files, "market.account", b'"balance_micro":', b'"balance_micro":1'), "add up"),
    "a line": (lambda files: changed(files, "market.offer", b'{"', b"{"), "can't be read"),
    "a time": (lambda files: changed(files, "market.offer", b'"created_at":"2', b'"created_at":"x'), "can't be read"),
    "an unknown kind": (lambda files: files | {"rows/market.gift.jsonl": b"{}"}, "does not know its rows/market.gift"),
    "an unknown field": (lambda files: changed(files, "market.offer", b'{"', b'{"gift":1,"'), "knows no gift"),
    "a missing field": (lambda files: changed(files, "market.offer", b',"use_case":', b',"epsilon":'), "no use_case"),
}


def changed(files: Files, kind: str, before: bytes, after: bytes) -> Files:
    name = f"rows/{kind}.jsonl"
    assert before in files[name]
    return files | {name: files[name].replace(before, after, 1)}


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
    made += [(name, signed_anew(change(files)), said) for name, (change, said) in UNFIT.items()]
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
