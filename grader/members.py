"""The files a bundle holds: what they may be called, and which of them are left out and why."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from grader.errors import Unreadable
from grader.limits import Limits

LONGEST_NAME = 240


@dataclass(frozen=True, kw_only=True)
class Member:
    """One file of a bundle: its path with forward slashes, and its size in bytes once unpacked."""

    name: str
    size: int


@dataclass(frozen=True, kw_only=True)
class Sifted:
    """The members that can be read, by name in order, and the refusal of each of the others."""

    kept: Mapping[str, Member]
    refused: Mapping[str, Unreadable]


def sift(members: Iterable[Member], refused: Mapping[str, Unreadable], *, limits: Limits) -> Sifted:
    """Leave out members whose names can't be told apart or trusted; raise Unreadable when there are too many bytes."""
    listed = sorted(members, key=lambda member: member.name)
    total = sum(member.size for member in listed)
    if total > limits.unpacked:
        raise Unreadable(
            f"The bundle's files hold {total:,} bytes together.",
            limit=f"{limits.unpacked:,} bytes",
            remedy="Hand in fewer rows, or Parquet files.",
        )
    spellings = Counter(_spelling(member.name) for member in listed)
    kept, refusals = {}, dict(refused)
    for member in listed:
        shown = shown_name(member.name)
        if fault := name_fault(member.name):
            refusals[shown] = Unreadable(fault, file=shown, remedy="Rename it with plain letters, digits, - _ and /.")
        elif spellings[_spelling(member.name)] > 1:
            refusals[shown] = Unreadable(
                "Another file has the same name, or one that differs only by case or accents' encoding.",
                file=shown,
                remedy="Give every file its own name.",
            )
        else:
            kept[member.name] = member
    return Sifted(kept=kept, refused=dict(sorted(refusals.items())))


def refuse_empty(count: int, *, file: str) -> None:
    """Raise Unreadable when nothing at all was handed in."""
    if not count:
        raise Unreadable(
            "The bundle holds no file.", file=file, remedy="Put the bundle's files in it, manifest.json at its top."
        )


def refuse_too_many(count: int, *, limits: Limits) -> None:
    """Raise Unreadable when a bundle lists more than the permitted number of files."""
    if count > limits.members:
        raise Unreadable(
            f"The bundle holds {count:,} files.",
            limit=f"{limits.members:,} files",
            remedy="Leave out what the brief does not ask for: environments, caches, version control.",
        )


def name_fault(name: str) -> str | None:
    """Say what is wrong with a path inside a bundle, or None when it is plain."""
    parts = name.split("/")
    if not name or len(name.encode("utf-8", "replace")) > LONGEST_NAME:
        return f"Its name is empty or longer than {LONGEST_NAME} bytes."
    if any(part in {"", ".", ".."} for part in parts) or "\\" in name or ":" in parts[0]:
        return "Its name leads outside of the bundle or is not a plain relative path."
    if any(unicodedata.category(letter) in {"Cc", "Cf", "Cs", "Zl", "Zp"} for letter in name):
        return "Its name holds a control or invisible character."
    return None


def shown_name(name: str) -> str:
    """Return a name fit for a report: no control characters, half characters or endless length."""
    plain = "".join("�" if unicodedata.category(letter) in {"Cc", "Cf", "Cs"} else letter for letter in name)
    return plain if len(plain) <= LONGEST_NAME else f"{plain[:LONGEST_NAME]}…"


def is_clutter(name: str) -> bool:
    """Tell whether a file is what desktop systems leave behind, which nobody meant to hand in."""
    parts = name.split("/")
    return "__MACOSX" in parts or parts[-1] in {".DS_Store", "Thumbs.db", "desktop.ini"}


def _spelling(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()
