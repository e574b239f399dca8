"""A listing's card (listing.v1) from a stranger's hands: read, and held to what the market can show and keep."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

from grader.errors import Unreadable
from grader.formats import read_format
from grader.licences import UnknownLicence, read_expression
from grader.regions import slip_in_region
from hiring.lib.addresses import NOT_PUBLIC, NotCallable, read_url
from hiring.lib.refused import Detail, Refused
from hiring.lib.storage import Stored
from hiring.market.likeness import fault_in_name, tidied
from hiring.market.sent import NO_NULL, null_in

Card = Mapping[str, Any]

MOST_BYTES = 256 << 10
MOST_COLUMNS = 512
LONGEST: Mapping[str, int] = {"title": 160, "creator": 120, "domain": 60}
LONGEST_LICENCE = 60
HIGHEST_PRICE_MICRO = 10**12
NAMED_INSIDE = re.compile(r"[^.:]*|.*\.(?:local|localhost|internal|lan|home\.arpa)", re.ASCII | re.IGNORECASE)


def read_card(document: bytes) -> dict[str, Any]:
    """Return the card in ``document``, its names tidied; refuse what the market can't show or hold it to."""
    try:
        card = read_format("listing.v1", document, file="listing", limit=MOST_BYTES)
    except Unreadable as problem:
        raise Refused("unsound_listing", str(problem), status=422) from problem
    faults = tuple(Detail(pointer=pointer, detail=said, code="unsound") for pointer, said in _faults(card))
    if faults:
        raise Refused(
            "unsound_listing", f"listing at {faults[0].pointer}: {faults[0].detail}", status=422, details=faults
        )
    return card | {name: tidied(card[name]) for name in LONGEST}


def refuse_other_data(card: Card, *, stored: Stored, rows: int) -> None:
    """Refuse data that are not those the card speaks of."""
    said = {"/file/digest": card["file"]["digest"], "/file/bytes": card["file"]["bytes"], "/rows": card["rows"]}
    found = {"/file/digest": stored.digest, "/file/bytes": stored.size, "/rows": rows}
    details = tuple(
        Detail(pointer=pointer, detail=f"The data say {found[pointer]}.", code="other_data")
        for pointer in said
        if said[pointer] != found[pointer]
    )
    if details:
        raise Refused(
            "other_data",
            f"The listing speaks of other data at {details[0].pointer}. {details[0].detail} "
            "Write the listing from the data that you send.",
            status=422,
            details=details,
        )


def _faults(card: Card) -> Iterator[tuple[str, str]]:
    """Yield where a card can't be taken, and why with the remedy."""
    if (place := null_in(card)) is not None:
        yield place or "/", NO_NULL
    for name, most in LONGEST.items():
        if len(card[name]) > most:
            yield f"/{name}", f"It has {len(card[name]):,} characters. Say it in {most} or fewer."
        if (fault := fault_in_name(card[name])) is not None:
            yield f"/{name}", fault
    if PurePosixPath(card["file"]["name"]).name != card["file"]["name"] or "\\" in card["file"]["name"]:
        yield "/file/name", "It is a path. Give the bare name of the file."
    yield from _faults_in_numbers(card)
    yield from _faults_in_columns(card)
    yield from _faults_in_terms(card)
    yield from _faults_in_addresses(card)


def _faults_in_numbers(card: Card) -> Iterator[tuple[str, str]]:
    """JSON Schema takes 1.0 for an integer; what is counted and charged is none that was rounded."""
    numbers = {"/rows": card["rows"], "/file/bytes": card["file"]["bytes"]}
    numbers["/terms/retention_days"] = card["terms"]["retention_days"]
    numbers |= {f"/pricing/{model}": price for model, price in card["pricing"].items()}
    for pointer, number in numbers.items():
        if not isinstance(number, int):
            yield pointer, "It is written with a fraction or an exponent. Write a whole number."
        elif pointer.startswith("/pricing/") and number > HIGHEST_PRICE_MICRO:
            yield pointer, f"It is {number:,} micro-units. Ask for {HIGHEST_PRICE_MICRO:,} or less."


def _faults_in_columns(card: Card) -> Iterator[tuple[str, str]]:
    names = [column["name"] for column in card["columns"]]
    if len(names) > MOST_COLUMNS:
        yield "/columns", f"There are {len(names):,} columns. Offer {MOST_COLUMNS} or fewer."
    if len(set(names)) < len(names):
        yield "/columns", "Two columns have the same name. Give each its own."
    if not set(card["key"]) <= set(names):
        yield "/key", "It names a column that the listing doesn't describe. Name only those under columns."
    if card["label"] is not None and card["label"] not in names:
        yield "/label", "It is none of the columns. Name one of them, or write null where there is no label."


def _faults_in_terms(card: Card) -> Iterator[tuple[str, str]]:
    terms = card["terms"]
    try:
        read_expression(terms["licence"])
    except UnknownLicence as error:
        yield "/terms/licence", f"{error} Name one, such as CC-BY-4.0 or LicenseRef-Mine."
    if len(terms["licence"]) > LONGEST_LICENCE:
        yield "/terms/licence", f"It has {len(terms['licence'])} characters. Name it in {LONGEST_LICENCE} or fewer."
    for slip in filter(None, map(slip_in_region, terms["regions"])):
        yield "/terms/regions", slip
    if terms["attribution"]["required"] and not terms["attribution"]["text"].strip():
        yield "/terms/attribution/text", "Attribution is required and no text is given. Write what is to be shown."


def _faults_in_addresses(card: Card) -> Iterator[tuple[str, str]]:
    for pointer, text in (("/source_uri", card["source_uri"]), ("/source/licence_uri", card["source"]["licence_uri"])):
        try:
            host = read_url(text, own=False).host
        except NotCallable as problem:
            yield pointer, str(problem)
        else:
            if NAMED_INSIDE.fullmatch(host.rstrip(".")):
                yield pointer, NOT_PUBLIC
