"""A row as one line of canonical JSON, and back."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from hiring.lib.moments import rfc3339


def line_of(document: Mapping[str, Any]) -> bytes:
    """Return a row as a line: names in order, no spaces, UTF-8; the same row is the same line."""
    said = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return said.encode() + b"\n"


def plain(value: Any) -> Any:
    """Return a field's value as JSON can say it; Django's fields read all of it back."""
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, datetime):
        return rfc3339(value)
    if isinstance(value, bytes | memoryview):
        return b64encode(value).decode()
    return value
