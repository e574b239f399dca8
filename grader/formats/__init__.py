"""The published formats, and the one strict reader of JSON documents that claim to be in one of them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import jsonschema_rs

from grader.errors import Unreadable
from grader.strict import decode

MAX_BYTES = 4 << 20


@dataclass(frozen=True, kw_only=True)
class Fault:
    """One place, an RFC 6901 pointer, where a document is not as its format says, and why; it echoes no value."""

    pointer: str
    message: str


def read_format(name: str, data: bytes, *, file: str, limit: int = MAX_BYTES) -> dict[str, Any]:
    """Return the JSON object in ``data`` once it is proven to be in format ``name`` (such as ``brief.v1``).

    Raises Unreadable naming ``file``, the JSON pointer of the first fault and the reason; values are never echoed,
    since a document may hold a token.
    """
    document = read_json(data, file=file, limit=limit)
    faults = faults_in(name, document)
    if faults:
        more = f" ({len(faults) - 1} more faults follow.)" if len(faults) > 1 else ""
        raise Unreadable(
            f"{faults[0].message}.{more}",
            file=file,
            place=faults[0].pointer,
            remedy=f"Write it as the published format {name} says.",
        )
    if not isinstance(document, dict):
        raise Unreadable("It is not a JSON object.", file=file, place="/", remedy=f"Write it as {name} says.")
    return document


def faults_in(name: str, document: object) -> list[Fault]:
    """Return every fault of a JSON value that claims to be in format ``name``, in the order of their pointers."""
    faults = sorted(
        validator(name).iter_errors(document), key=lambda fault: [str(part) for part in fault.instance_path]
    )
    return [Fault(pointer=pointer_of(fault.instance_path), message=fault.message) for fault in faults]


def read_json(data: bytes, *, file: str, limit: int = MAX_BYTES) -> object:
    """Return the JSON value in ``data``, refusing what readers disagree about, such as names written twice."""
    if len(data) > limit:
        raise Unreadable(
            f"It is {len(data):,} bytes long.",
            file=file,
            limit=f"{limit:,} bytes",
            remedy="Hand in a smaller document.",
        )
    try:
        return decode(data)
    except UnicodeDecodeError as error:
        raise Unreadable(
            "It is not UTF-8.", file=file, place=f"byte {error.start}", remedy="Save it in UTF-8."
        ) from error
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise Unreadable(f"It is not JSON: {error.msg}.", file=file, place=place, remedy="Write valid JSON.") from error
    except ValueError as error:
        raise Unreadable(
            f"{error}", file=file, remedy="Write each name once, whole characters, finite numbers, few levels."
        ) from error


@cache
def validator(name: str) -> jsonschema_rs.Validator:
    """Return the validator of format ``name``; it fetches nothing."""
    schema = json.loads(files(__name__).joinpath(f"{name}.json").read_bytes())
    return jsonschema_rs.validator_for(schema, validate_formats=True, mask="this value", offline=True)


def pointer_of(path: list[str | int]) -> str:
    """Return the RFC 6901 pointer of ``path``, written ``/`` for the whole document."""
    return "".join(f"/{str(part).replace('~', '~0').replace('/', '~1')}" for part in path) or "/"
