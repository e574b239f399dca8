"""What an export describes: one revision, by its card and by where and when it was offered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from grader.licences import read_expression

EXTENSIONS = {"text/csv": "csv", "application/x-ndjson": "jsonl", "application/vnd.apache.parquet": "parquet"}
SPDX = "https://spdx.org/licenses/"


@dataclass(frozen=True, kw_only=True)
class Described:
    """One revision: ``card`` is its listing.v1 document, ``url`` the address of its listing in the API."""

    card: Mapping[str, Any]
    number: int
    offered_at: datetime
    url: str

    @property
    def file_name(self) -> str:
        """The name the bytes are delivered under; beside such a file an exported document finds them."""
        return file_name(self.card["slug"], self.number, self.card["file"]["media_type"])

    @property
    def sha256(self) -> str:
        """The bytes' digest in hexadecimal digits, as both standards write it."""
        return str(self.card["file"]["digest"]).removeprefix("sha256:")

    @property
    def licence_url(self) -> str:
        """Where the licence is to be read: at SPDX if it is one of theirs, else among the listing's terms."""
        ids = read_expression(self.card["terms"]["licence"]).ids
        if len(ids) == 1 and not ids[0].startswith("LicenseRef-"):
            return f"{SPDX}{ids[0]}"
        return self.url

    @property
    def is_free(self) -> bool:
        """Say whether every pricing model asks for nothing."""
        return not any(self.card["pricing"].values())


def file_name(slug: str, number: int, media_type: str) -> str:
    """Return the name of the file with a revision's bytes."""
    return f"{slug}-{number}.{EXTENSIONS[media_type]}"
