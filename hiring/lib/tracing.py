"""Trace context as W3C writes it: the ``traceparent`` (level 2) and ``baggage`` of a request, read strictly."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import unquote

TRACEPARENT = re.compile(r"([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}(-.*)?", re.DOTALL)
FIRST_VERSION, NO_VERSION = "00", "ff"

MOST_BAGGAGE_BYTES: Final = 8192
MOST_MEMBERS: Final = 64
OWS = r"[ \t]*"
NAME = r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+"
VALUE = r"[\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]*"
PROPERTY = rf"{OWS};{OWS}{NAME}(?:{OWS}={OWS}{VALUE})?"
MEMBER = re.compile(rf"({NAME}){OWS}={OWS}({VALUE})(?:{PROPERTY})*")

# Baggage may hold anything, so what is kept of it is named here and looks like an identifier.
KEPT_MEMBERS: Final = frozenset({"dataset.id", "dataset.fingerprint", "model.id", "run.id", "stage"})
KEPT_VALUE = re.compile(r"[0-9A-Za-z._:@/+-]{1,100}")


@dataclass(frozen=True, kw_only=True)
class Trace:
    """Which trace a request belongs to, and which span of its sender's made it."""

    trace_id: str
    parent_id: str


@dataclass(frozen=True, kw_only=True)
class Carried:
    """What a request carries along: its trace, where it names one, and the members of its baggage that are kept."""

    trace: Trace | None = None
    baggage: Mapping[str, str] = field(default_factory=dict)

    @property
    def trace_id(self) -> str:
        """The trace's id; empty where there is none."""
        return self.trace.trace_id if self.trace else ""

    @property
    def facts(self) -> dict[str, Any]:
        """The same as entries of a trail tell it; what is not there is left out."""
        trace = {"trace_id": self.trace.trace_id, "parent_id": self.trace.parent_id} if self.trace else None
        return {**({"trace": trace} if trace else {}), **({"baggage": dict(self.baggage)} if self.baggage else {})}


def read_carried(headers: Mapping[str, str]) -> Carried:
    """Return what a request's headers carry along; a header that the standard calls invalid is as if not sent."""
    members = parse_baggage(headers.get("baggage", ""))
    kept = {name: value for name, value in members.items() if name in KEPT_MEMBERS and KEPT_VALUE.fullmatch(value)}
    return Carried(trace=parse_traceparent(headers.get("traceparent", "")), baggage=kept)


def parse_traceparent(said: str) -> Trace | None:
    """Return the trace that a ``traceparent`` names, or None where it is invalid.

    A later version than ours may say more behind what we know, and never less.
    """
    found = TRACEPARENT.fullmatch(said.strip(" \t"))
    if found is None:
        return None
    version, trace_id, parent_id, more = found.groups()
    if version == NO_VERSION or (version == FIRST_VERSION and more is not None):
        return None
    if not int(trace_id, 16) or not int(parent_id, 16):
        return None
    return Trace(trace_id=trace_id, parent_id=parent_id)


def parse_baggage(said: str) -> dict[str, str]:
    """Return the members of a ``baggage`` header, decoded, the last of equal names; none where one is invalid.

    Nothing is taken of a header beyond the limits up to which the standard asks that it be passed on.
    """
    pieces = said.split(",")
    if len(said) > MOST_BAGGAGE_BYTES or len(pieces) > MOST_MEMBERS:
        return {}
    found = [MEMBER.fullmatch(piece.strip(" \t")) for piece in pieces]
    members = [member.groups() for member in found if member]
    return {name: unquote(value, errors="replace") for name, value in members} if len(members) == len(pieces) else {}
