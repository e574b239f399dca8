"""Documents that pipelines send, held to their published formats: every fault told by its pointer."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from grader.digests import canonical
from grader.formats import faults_in
from hiring.lib.refused import Detail

MOST_TOLD = 20
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
NO_NULL = "It holds a NUL character, which is no text. Take it out."


def faults_of(document: Mapping[str, Any], *, format_name: str, under: str, most_bytes: int) -> list[Detail]:
    """Return what keeps a document from being one of that format; ``under`` is where in the request it stands."""
    faults = faults_in(format_name, document)
    details = [
        Detail(pointer=f"{under}{fault.pointer.removesuffix('/')}", detail=f"{fault.message}.", code="format")
        for fault in faults[:MOST_TOLD]
    ]
    if (place := null_in(document)) is not None:
        details.append(Detail(pointer=f"{under}{place}", detail=NO_NULL, code="control_character"))
    size = len(canonical(dict(document)))
    if size > most_bytes:
        sentence = f"It is {size:,} bytes long, and {most_bytes:,} are the limit. Leave out what is not needed."
        details.append(Detail(pointer=under, detail=sentence, code="too_large"))
    return details


def null_in(document: Any) -> str | None:
    """Return the pointer of the first text, or object with a name, that holds U+0000, which our database can't keep."""
    return next((pointer for pointer, text in _texts(document, "") if "\0" in text), None)


def _texts(value: Any, pointer: str) -> Iterator[tuple[str, str]]:
    """Yield every text and every name in a value, each with the pointer of the value it is or stands in."""
    if isinstance(value, str):
        yield pointer, value
    elif isinstance(value, list):
        for index, each in enumerate(value):
            yield from _texts(each, f"{pointer}/{index}")
    elif isinstance(value, Mapping):
        for name, each in value.items():
            yield pointer, name
            yield from _texts(each, f"{pointer}/{name.replace('~', '~0').replace('/', '~1')}")


def unprintable(name: str, *, pointer: str) -> Detail | None:
    """Return the fault of a name that holds control characters, which no page could show; None if it holds none."""
    if not CONTROL.search(name):
        return None
    return Detail(pointer=pointer, detail="A name can't hold control characters.", code="control_character")
