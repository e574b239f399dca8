"""An export of an attempt: a zip whose signed index names every member by its digest, genuine as a whole or refused."""

from __future__ import annotations

import hashlib
import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from grader.attestation import Jwks, NotGenuine, verify_token
from grader.digests import CHUNK, canonical, digest_of
from grader.errors import Unreadable
from grader.formats import read_format

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

INDEX, KEYS, TRAIL = "export.json", "jwks.json", "trail.json"
ROWS, BLOBS = "rows/", "blobs/"
TYP = "assay-export+jwt"
MOST_INDEX_BYTES = 16 << 20
MOST_DIRECTORY_BYTES = 16 << 20
END, FAR_END = struct.Struct("<4s4H2LH"), struct.Struct("<4sQ2H2L4Q")
LOCATOR_BYTES = 20
LONGEST_COMMENT = 0xFFFF
UNSAID = 0xFFFFFFFF
READ_ERRORS = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, RuntimeError, ValueError)
AGAIN = "Fetch or make the export again; nothing of this one was taken in."


class Audience(StrEnum):
    """Whom an export is for: an operator's holds everything, a candidate's what they may see."""

    OPERATOR = "operator"
    CANDIDATE = "candidate"


@dataclass(frozen=True, kw_only=True)
class Member:
    """One file of an export: where it stands, the digest of its bytes and their number."""

    path: str
    digest: str
    size: int


@dataclass(frozen=True, kw_only=True)
class Index:
    """What an export holds, of which attempt, for whom, and which version of the product wrote it when."""

    attempt: str
    audience: Audience
    product: str
    exported_at: str
    members: tuple[Member, ...]

    def document(self) -> dict[str, Any]:
        """Return what is signed, in the format export.v1 but for the signature."""
        return {"version": 1, **asdict(self)}

    def claims(self) -> dict[str, str]:
        """Return the claims of the signature."""
        return {"kind": "export", "attempt": self.attempt, "digest": digest_of(canonical(self.document()))}

    def signed(self, signature: str) -> bytes:
        """Return the index as it stands in the zip."""
        return canonical({**self.document(), "signature": signature})


class Proven(io.RawIOBase):
    """A member's bytes as they unpack; NotGenuine comes in place of their end if they are not those of its digest."""

    def __init__(self, packed: BinaryIO, member: Member) -> None:
        super().__init__()
        self._packed, self._member = packed, member
        self._read, self._hash = 0, hashlib.sha256()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        room = memoryview(buffer)
        try:
            data = self._packed.read(len(room))
        except READ_ERRORS as error:
            raise NotGenuine(f"The packed bytes of {self._member.path} are damaged.") from error
        self._read += len(data)
        self._hash.update(data)
        ended = not data and len(room) > 0
        if self._read > self._member.size or (ended and f"sha256:{self._hash.hexdigest()}" != self._member.digest):
            raise NotGenuine(f"The bytes of {self._member.path} are not those that were exported.")
        room[: len(data)] = data
        return len(data)

    def close(self) -> None:
        self._packed.close()
        super().close()


class Export:
    """A zip whose index is genuine and whose directory holds what the index names and nothing else."""

    def __init__(self, packed: zipfile.ZipFile, *, jwks: Jwks, file: str) -> None:
        """Read the index; raise NotGenuine unless a key of ``jwks`` signed it, or when the zip holds anything else."""
        self._zip = packed
        infos = packed.infolist()
        found = {info.orig_filename: info.file_size for info in infos}
        if INDEX not in found or found[INDEX] > MOST_INDEX_BYTES:
            raise Unreadable(f"It is a zip without {INDEX}.", file=file, remedy="Name an export of an attempt.")
        self.index = _prove_index(self._index_bytes(), jwks, file=file)
        expected = {member.path: member.size for member in self.index.members}
        if len(infos) != len(expected) + 1 or {**expected, INDEX: found[INDEX]} != found:
            raise NotGenuine("The files in it are not those that its index names: one was added, taken out or changed.")

    def open(self, member: Member) -> io.BufferedReader:
        """Open a member; reading to its end proves it."""
        try:
            packed = self._zip.open(member.path)
        except READ_ERRORS as error:
            raise NotGenuine(f"The packed bytes of {member.path} are damaged.") from error
        return io.BufferedReader(Proven(packed, member), CHUNK)  # type: ignore[arg-type]

    def prove(self) -> None:
        """Read every member to its end, holding one mebibyte at a time."""
        for member in self.index.members:
            with self.open(member) as stream:
                while stream.read(CHUNK):
                    pass

    def _index_bytes(self) -> bytes:
        try:
            with self._zip.open(INDEX) as stream:
                return stream.read(MOST_INDEX_BYTES + 1)
        except READ_ERRORS as error:
            raise NotGenuine("The packed bytes of its index are damaged.") from error


@contextmanager
def open_export(path: Path, jwks: Jwks) -> Iterator[Export]:
    """Open an export; raise Unreadable when it is no zip to be trusted, NotGenuine when it was not exported so."""
    with path.open("rb") as stream:
        _refuse_directory(stream, path.name)
        try:
            packed = zipfile.ZipFile(stream)
        except READ_ERRORS as error:
            raise Unreadable("It is not a sound zip.", file=path.name, remedy=AGAIN) from error
        with packed:
            yield Export(packed, jwks=jwks, file=path.name)


def _prove_index(data: bytes, jwks: Jwks, *, file: str) -> Index:
    document = read_format("export.v1", data, file=f"{INDEX} in {file}", limit=MOST_INDEX_BYTES)
    index = Index(
        attempt=document["attempt"],
        audience=Audience(document["audience"]),
        product=document["product"],
        exported_at=document["exported_at"],
        members=tuple(Member(**member) for member in document["members"]),
    )
    claims = verify_token(document["signature"], jwks, typ=TYP)
    if any(claims.get(name) != value for name, value in index.claims().items()):
        raise NotGenuine("Its index was changed after it was signed.")
    return index


def _refuse_directory(stream: BinaryIO, file: str) -> None:
    """Refuse a zip whose directory claims more than any export's needs, before anything reads it into memory."""
    size = stream.seek(0, io.SEEK_END)
    stream.seek(max(0, size - LONGEST_COMMENT - END.size - LOCATOR_BYTES - FAR_END.size))
    tail = stream.read()
    end = tail.rfind(b"PK\x05\x06")
    if not 0 <= end <= len(tail) - END.size:
        raise Unreadable("It is not a zip, or was cut short.", file=file, remedy=AGAIN)
    claimed = END.unpack_from(tail, end)[5]
    far = end - LOCATOR_BYTES - FAR_END.size
    if far >= 0 and tail.startswith(b"PK\x06\x06", far):
        claimed = max(FAR_END.unpack_from(tail, far)[8], claimed % UNSAID)
    if claimed > MOST_DIRECTORY_BYTES:
        limit = f"{MOST_DIRECTORY_BYTES:,} bytes"
        raise Unreadable(f"Its directory claims {claimed:,} bytes.", file=file, limit=limit, remedy=AGAIN)
    stream.seek(0)
