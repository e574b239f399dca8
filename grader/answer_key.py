"""The answer key: what was planted into a listing, where, and the table as it would be without."""

from __future__ import annotations

import base64
import binascii
import gzip
import io
import zlib
from dataclasses import asdict, dataclass
from typing import Any

from grader.digests import canonical, digest_of
from grader.errors import Unreadable
from grader.formats import read_format
from grader.watermark import Watermark

FILE = "answer_key.json"
LARGEST_KEY = 16 << 20
LARGEST_CLEAN = 64 << 20


@dataclass(frozen=True, kw_only=True)
class Defect:
    """One planted defect: a damaged cell, or (``column`` None) a row that was added and repeats its ``twin``.

    ``key`` holds the row's values of the key columns. ``aliases`` are honest repairs besides ``clean``, the empty
    string being a blank. ``leave_out`` says that leaving the row out is an honest repair too. ``natural`` says that
    it stood in the data before anything was planted.
    """

    id: str
    kind: str
    difficulty: str
    key: tuple[str, ...]
    column: str | None = None
    dirty: str | None = None
    clean: str | None = None
    aliases: tuple[str, ...] = ()
    leave_out: bool = False
    natural: bool = False
    twin: tuple[str, ...] | None = None


@dataclass(frozen=True, kw_only=True)
class Equivalent:
    """Values that are as good where the clean cell of ``column`` holds ``value``; not the other way round."""

    column: str
    value: str
    also: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class CleanTable:
    """The whole table without defects: its columns in order, and its rows as UTF-8 CSV with a header."""

    columns: tuple[str, ...]
    rows: int
    csv: bytes


@dataclass(frozen=True, kw_only=True)
class AnswerKey:
    """Everything planted into the data file with the digest ``revision``; ``seed`` is the digest of the seed.

    The clean table has the rows that the ``watermark`` leaves out of the data file; there is none in older keys.
    """

    version: int
    listing: str
    revision: str
    seed: str
    key: tuple[str, ...]
    defects: tuple[Defect, ...]
    equivalents: tuple[Equivalent, ...]
    clean: CleanTable
    watermark: Watermark | None = None

    @classmethod
    def parse(cls, data: bytes) -> AnswerKey:
        """Return the key in ``data``; raise Unreadable naming the place and the reason when it can't be one."""
        document = read_format("answer_key.v1", data, file=FILE, limit=LARGEST_KEY)
        clean = document["clean"]
        return cls(
            version=document["version"],
            listing=document["listing"],
            revision=document["revision"],
            seed=document["seed"],
            key=tuple(document["key"]),
            defects=tuple(
                Defect(
                    **{
                        **item,
                        "key": tuple(item["key"]),
                        "aliases": tuple(item["aliases"]),
                        "twin": None if item["twin"] is None else tuple(item["twin"]),
                    }
                )
                for item in document["defects"]
            ),
            equivalents=tuple(Equivalent(**{**item, "also": tuple(item["also"])}) for item in document["equivalents"]),
            clean=CleanTable(
                columns=tuple(clean["columns"]), rows=clean["rows"], csv=_unpack(clean["csv"], clean["digest"])
            ),
            watermark=_watermark(document["watermark"]) if document.get("watermark") else None,
        )

    def to_json(self) -> bytes:
        """Return the key in its published form, canonical JSON."""
        packed = gzip.compress(self.clean.csv, mtime=0)
        document = {
            **asdict(self),
            "clean": {
                "digest": digest_of(self.clean.csv),
                "rows": self.clean.rows,
                "columns": list(self.clean.columns),
                "csv": base64.b64encode(packed).decode("ascii"),
            },
        }
        return canonical(document)

    @property
    def left_out(self) -> tuple[tuple[str, ...], ...]:
        """The keys of the rows that were never in the data file."""
        return self.watermark.left_out if self.watermark else ()

    def accepts(self, column: str, clean: str, given: str) -> bool:
        """Say whether ``given`` is what the clean cell holds, the same number, or a declared equivalent of it."""
        return _alike(clean, given) or any(
            equivalent.column == column and equivalent.value == clean and given in equivalent.also
            for equivalent in self.equivalents
        )

    def repaired(self, defect: Defect, given: str) -> bool:
        """Say whether ``given`` in the cell of ``defect`` is an honest repair; a blank is the empty string."""
        if defect.column is None or defect.clean is None:
            raise ValueError(f"{defect.id} is an added row: it is repaired by leaving the row or its twin out.")
        return given in defect.aliases or self.accepts(defect.column, defect.clean, given)


def _watermark(item: dict[str, Any]) -> Watermark:
    groups = tuple(_keys(group) for group in item["groups"])
    return Watermark(groups=groups, left_out=_keys(item["left_out"]))


def _keys(items: list[list[str]]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(key) for key in items)


def _alike(clean: str, given: str) -> bool:
    if clean == given:
        return True
    try:
        return float(clean) == float(given)
    except ValueError:
        return False


def _unpack(text: str, digest: str) -> bytes:
    try:
        with gzip.open(io.BytesIO(base64.b64decode(text, validate=True))) as stream:
            data = stream.read(LARGEST_CLEAN + 1)
    except (binascii.Error, OSError, EOFError, zlib.error) as error:
        raise _broken("It is not gzipped CSV in base64.") from error
    if len(data) > LARGEST_CLEAN:
        raise _broken("It is larger than a clean table may be.", limit=f"{LARGEST_CLEAN:,} bytes")
    if digest_of(data) != digest:
        raise _broken("It has another digest than the key states.")
    return data


def _broken(sentence: str, *, limit: str | None = None) -> Unreadable:
    return Unreadable(sentence, file=FILE, place="/clean/csv", limit=limit, remedy="Plant the revision again.")
