"""An export is what its signed index says, to the byte, or it is refused."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from tempfile import NamedTemporaryFile

import pytest
from hypothesis import given, strategies as st

from grader.attestation import NotGenuine, sign_token
from grader.digests import digest_of
from grader.errors import Unreadable
from grader.export import INDEX, TYP, Audience, Index, Member, open_export
from tests.grader.evidence import ATTEMPT, CHARLIE, MARKET, TRUSTED

ROWS = {"jwks.json": b'{"keys":[]}', "rows/market.offer.jsonl": b'{"id":"1"}\n' * 50, f"blobs/{'ab' * 32}": b"bytes"}


def index_of(members: dict[str, bytes]) -> Index:
    """The index of these files."""
    return Index(
        attempt=ATTEMPT,
        audience=Audience.OPERATOR,
        product="1.0",
        exported_at="2026-11-02T09:00:00.000000Z",
        members=tuple(Member(path=name, digest=digest_of(data), size=len(data)) for name, data in members.items()),
    )


def zipped(members: dict[str, bytes]) -> bytes:
    """A zip of these files."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name), data)
    return packed.getvalue()


def signed(index: Index) -> bytes:
    return index.signed(sign_token(index.claims(), typ=TYP, private_jwk=MARKET))


GENUINE = {**ROWS, INDEX: signed(index_of(ROWS))}


def proven(data: bytes) -> dict[str, bytes]:
    """What an export with these bytes holds, once it is proven."""
    with NamedTemporaryFile(suffix=".zip") as file:
        file.write(data)
        file.flush()
        with open_export(Path(file.name), TRUSTED) as export:
            export.prove()
            return {member.path: export.open(member).read() for member in export.index.members}


def test_a_genuine_export_holds_what_was_put_in() -> None:
    assert proven(zipped(GENUINE)) == ROWS


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda files: files | {"jwks.json": b'{"keys":{}}'}, "jwks.json are not those"),
        (lambda files: files | {"jwks.json": b" " * 10_000_000}, "added, taken out or changed"),
        (lambda files: files | {"../../etc/passwd": b"root"}, "added, taken out or changed"),
        (lambda files: {name: files[name] for name in files if name != "jwks.json"}, "added, taken out or changed"),
        (lambda files: {name: files[name] for name in files if name != INDEX}, "It is a zip without export.json"),
        (lambda files: files | {INDEX: files[INDEX].replace(b"operator", b"candidate")}, "index was changed"),
        (lambda files: files | {INDEX: b"{}"}, "export.json in"),
        (lambda files: files | {INDEX: b"[" * 20_000_000}, "without export.json"),
    ],
)
def test_whatever_was_changed_is_refused(change: Callable[[dict[str, bytes]], dict[str, bytes]], said: str) -> None:
    with pytest.raises((NotGenuine, Unreadable), match=said):
        proven(zipped(change(GENUINE)))


def test_only_a_trusted_key_signs_an_index_and_its_names_lead_nowhere_else() -> None:
    index = index_of(ROWS)
    forged = index.signed(sign_token(index.claims(), typ=TYP, private_jwk=CHARLIE))
    with pytest.raises(NotGenuine, match="not one of the trusted keys"):
        proven(zipped({**ROWS, INDEX: forged}))
    astray = {"rows/../../x.jsonl": b"x"}
    with pytest.raises(Unreadable, match="/members/0/path"):
        proven(zipped({**astray, INDEX: signed(index_of(astray))}))


def test_a_directory_that_claims_too_much_is_not_read() -> None:
    whole = zipped(GENUINE)
    end = whole.rindex(b"PK\x05\x06") + 12
    for claimed in (b"\xff\xff\xff\xff", b"\x00\x00\x00\x7f"):
        with pytest.raises(Unreadable, match="Its directory claims"):
            proven(whole[:end] + claimed + whole[end + 4 :])


@given(st.data())
def test_one_changed_byte_or_a_missing_end_changes_nothing_unnoticed(data: st.DataObject) -> None:
    whole = zipped(GENUINE)
    place = data.draw(st.integers(0, len(whole) - 1))
    changed = data.draw(st.sampled_from([b"", bytes([whole[place] ^ (1 << data.draw(st.integers(0, 7)))])]))
    try:
        found = proven(whole[:place] + changed + (whole[place + 1 :] if changed else b""))
    except (NotGenuine, Unreadable):
        return
    assert found == ROWS
