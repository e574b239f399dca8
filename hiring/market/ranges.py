"""Which part of a file an HTTP request is answered with: RFC 9110's conditions and byte ranges, as pure functions."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from http import HTTPStatus

UNIT = "bytes="
ONE_RANGE = re.compile(r"(?P<first>[0-9]*)-(?P<last>[0-9]*)", re.ASCII)
ETAG = re.compile(r'(?:W/)?"[\x21\x23-\x7e\x80-\xff]*"')
ENDLESS = 10**18


@dataclass(frozen=True, kw_only=True)
class Conditions:
    """The headers of a request that decide what of a file it gets; None where a header is absent."""

    method: str = "GET"
    range: str | None = None
    if_range: str | None = None
    if_none_match: str | None = None


@dataclass(frozen=True, kw_only=True)
class Part:
    """What to answer: bytes ``first`` to ``last``, both included; none when ``last`` is before ``first``."""

    status: HTTPStatus
    first: int
    last: int

    @property
    def length(self) -> int:
        """How many bytes that is."""
        return self.last - self.first + 1


def half_of(part: Part) -> Part:
    """Return the first half of a part: what arrives when the line breaks."""
    return replace(part, last=part.first + part.length // 2 - 1)


NOTHING = Part(status=HTTPStatus.OK, first=0, last=-1)


def part_to_serve(asked: Conditions, *, size: int, etag: str) -> Part:
    """Decide what of a file of ``size`` bytes with strong ``etag`` answers ``asked``.

    200 with everything, 206 with one range, 304 or 416 with nothing. Several ranges at once get everything, as a
    server may choose, unless none of them lies inside the file.
    """
    if asked.if_none_match is not None and _lists(asked.if_none_match, etag):
        return replace(NOTHING, status=HTTPStatus.NOT_MODIFIED)
    everything = Part(status=HTTPStatus.OK, first=0, last=size - 1)
    if asked.range is None or asked.method != "GET" or asked.if_range not in (None, etag):
        return everything
    wanted = _read_ranges(asked.range)
    inside = [ends for each in wanted if (ends := _inside(each, size))]
    if wanted and not inside:
        return replace(NOTHING, status=HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE)
    if len(wanted) != 1:
        return everything
    first, last = inside[0]
    return Part(status=HTTPStatus.PARTIAL_CONTENT, first=first, last=last)


def _lists(if_none_match: str, etag: str) -> bool:
    """Say whether a list of entity tags holds ``etag``, compared weakly."""
    return if_none_match.strip() == "*" or etag in (tag.removeprefix("W/") for tag in ETAG.findall(if_none_match))


def _read_ranges(header: str) -> list[tuple[int | None, int | None]]:
    """Return the ranges a header names as (first, last); none at all if any of it is not understood."""
    if not header.lower().startswith(UNIT):
        return []
    ranges = [ONE_RANGE.fullmatch(each.strip(" \t")) for each in header[len(UNIT) :].split(",") if each.strip(" \t")]
    read = [(_number(each["first"]), _number(each["last"])) for each in ranges if each]
    understood = len(read) == len(ranges) and all(_makes_sense(first, last) for first, last in read)
    return read if understood else []


def _makes_sense(first: int | None, last: int | None) -> bool:
    if first is None:
        return last is not None
    return last is None or first <= last


def _number(digits: str) -> int | None:
    """Read digits without the cost of a number that no file reaches."""
    if not digits:
        return None
    significant = digits.lstrip("0") or "0"
    return int(significant) if len(significant) <= len(str(ENDLESS)) else ENDLESS


def _inside(wanted: tuple[int | None, int | None], size: int) -> tuple[int, int] | None:
    """Return the ends of a wanted range that lie in a file of ``size`` bytes, or None."""
    first, last = wanted
    if first is None:
        first, last = max(size - (last or 0), 0), size - 1
    ends = first, size - 1 if last is None else min(last, size - 1)
    return ends if ends[0] <= ends[1] else None
