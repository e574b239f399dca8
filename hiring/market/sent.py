"""Documents that pipelines send, held to their published formats: every fault told by its pointer."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from grader.digests import canonical
from grader.formats import faults_in
from hiring.lib.refused import Detail

MOST_TOLD = 20
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")


def faults_of(document: Mapping[str, Any], *, format_name: str, under: str, most_bytes: int) -> list[Detail]:
    """Return what keeps a document from being one of that format; ``under`` is where in the request it stands."""
    faults = faults_in(format_name, document)
    details = [
        Detail(pointer=f"{under}{fault.pointer.removesuffix('/')}", detail=f"{fault.message}.", code="format")
        for fault in faults[:MOST_TOLD]
    ]
    size = len(canonical(dict(document)))
    if size > most_bytes:
        sentence = f"It is {size:,} bytes long, and {most_bytes:,} are the limit. Leave out what is not needed."
        details.append(Detail(pointer=under, detail=sentence, code="too_large"))
    return details


def unprintable(name: str, *, pointer: str) -> Detail | None:
    """Return the fault of a name that holds control characters, which no page could show; None if it holds none."""
    if not CONTROL.search(name):
        return None
    return Detail(pointer=pointer, detail="A name can't hold control characters.", code="control_character")
