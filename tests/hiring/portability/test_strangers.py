"""What an export says beyond its own attempt is not taken in: no rows for others, and no keys that nobody named."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from joserfc.jwk import OKPKey

from grader.attestation import sign_token
from hiring.accounts.models import Member, Person
from hiring.assessments.models import Attempt
from hiring.keys.making import public_part
from hiring.keys.queries import jwks
from hiring.lib.refused import Refused
from hiring.market.models import World
from hiring.portability.services.importing import import_attempt
from tests.hiring.portability.test_refusals import Files, read, signed_anew, without_blobs, write

Elsewhere = Callable[[], AbstractContextManager[None]]


def rows(files: Files, kind: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in files[f"rows/{kind}.jsonl"].splitlines()]


def added(files: Files, kind: str, **fields: Any) -> Files:
    """The same files with one more row: like the last of its kind, but for its id and some fields."""
    name = f"rows/{kind}.jsonl"
    row = rows(files, kind)[-1] | {"id": str(uuid4())} | fields
    return files | {name: files[name] + json.dumps(row).encode() + b"\n"}


def with_eve(files: Files) -> tuple[Files, str]:
    """The same files with a person more, and her id."""
    eve = str(uuid4())
    return added(files, "accounts.person", id=eve, email="eve@evil.example"), eve


def forged(hers: Files, theirs: Files) -> list[tuple[Files, str]]:
    """Exports of alice's attempt with a row for what is there already, or for nothing; each with what is said of it."""
    eved, eve = with_eve(hers)
    attempt, world = rows(theirs, "assessments.attempt")[0]["id"], rows(theirs, "market.world")[0]["id"]
    account = rows(theirs, "market.account")[0]["id"]
    variant = next(row for row in rows(theirs, "market.revision") if row["world"])
    catalogued = next(row["id"] for row in rows(hers, "market.revision") if row["world"] is None)
    evil = str(uuid4())
    grown = added(eved, "accounts.member", person=eve, role="owner") | {"rows/accounts.organisation.jsonl": b""}
    founded = added(eved, "accounts.organisation", id=evil, slug="evil")
    return [
        (grown, "Line 1 of rows/accounts.member.jsonl refers by organisation"),
        (added(founded, "accounts.member", person=eve, organisation=evil), "rows of accounts.member are not all"),
        (eved, "rows of accounts.person are not all"),
        (added(hers, "assessments.extension", attempt=attempt), "Line 2 of .*extension.jsonl refers by attempt"),
        (added(hers, "decisions.decision", attempt=attempt), "decision.jsonl refers by attempt"),
        (added(hers, "market.trailentry", world=world), "trailentry.jsonl refers by world"),
        (added(hers, "market.entry", account=account), "entry.jsonl refers by account"),
        (added(hers, "market.answerkey", revision=catalogued), "rows of market.answerkey are not all"),
        (added(hers, "market.revision", **variant | {"world": None}), "revision.jsonl tells of .* another world here"),
    ]


def test_rows_of_others_are_refused(
    travelled: Attempt,
    exported: Path,
    other_world: World,
    trusted: list[dict[str, Any]],
    elsewhere: Elsewhere,
    tmp_path: Path,
) -> None:
    theirs = tmp_path / "theirs.zip"
    call_command("export_attempt", str(other_world.attempt_id), to=theirs, stdout=io.StringIO())
    hers = without_blobs(read(exported))
    made = [(signed_anew(files), said) for files, said in forged(hers, read(theirs))]
    off = [(write(files, tmp_path / f"{place}.zip"), said) for place, (files, said) in enumerate(made)]
    eved, eve = with_eve(hers)
    along = write(signed_anew(added(eved, "accounts.member", person=eve, role="owner")), tmp_path / "along.zip")
    with elsewhere():
        import_attempt(path=theirs, trusted=trusted)
        people, members = set(Person.objects.values_list()), set(Member.objects.values_list())
        for path, said in off:
            with pytest.raises(Refused, match=said):
                import_attempt(path=path, trusted=trusted)
            assert set(Person.objects.values_list()) == people, said
        attempt = import_attempt(path=along, trusted=trusted)
        assert set(Member.objects.values_list()) == members
        assert people < set(Person.objects.values_list())
        assert set(Person.objects.values_list()) - people == set(
            Person.objects.filter(pk=attempt.candidate_id).values_list()
        )


def test_keys_that_nobody_named_are_not_adopted(
    exported: Path, trusted: list[dict[str, Any]], elsewhere: Elsewhere, tmp_path: Path
) -> None:
    private = OKPKey.generate_key("Ed25519").as_dict(private=True)
    public = public_part(private)
    files = without_blobs(read(exported))
    brought = files | {"jwks.json": json.dumps({"keys": [*trusted, public]}).encode()}
    token = rows(files, "market.licence")[0]["token"].encode()
    another = sign_token({}, typ="x", private_jwk=private | {"kid": public["kid"]}).encode()
    unproven = files | {"rows/market.licence.jsonl": files["rows/market.licence.jsonl"].replace(token, another)}
    off = write(signed_anew(unproven), tmp_path / "unproven.zip")
    odd = tmp_path / "odd.json"
    odd.write_text(json.dumps({"keys": [5]}))
    with elsewhere():
        with pytest.raises(CommandError, match="holds no keys"):
            call_command("import_attempt", exported, keys=odd)
        with pytest.raises(Refused, match=rf"Line 1 of rows/market.licence.jsonl .* {public['kid']}.* --keys"):
            import_attempt(path=off, trusted=trusted)
        import_attempt(path=write(signed_anew(brought), tmp_path / "brought.zip"), trusted=trusted)
        assert trusted[0] in jwks()["keys"]
        assert public not in jwks()["keys"]
        with pytest.raises(Refused, match=rf"{trusted[0]['kid']}.* not one of the trusted keys.* --keys"):
            import_attempt(path=exported)
        with pytest.raises(Refused, match="is here already"):
            import_attempt(path=exported, trusted=trusted)
