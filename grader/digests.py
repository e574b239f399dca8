"""Digests, fingerprints and the one canonical form of JSON that they are taken of."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import BinaryIO, TypeAlias

import rfc8785

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"

CHUNK = 1 << 20


def canonical(value: Json) -> bytes:
    """Return the RFC 8785 form of ``value`` as UTF-8 bytes."""
    return rfc8785.dumps(value)


def digest_of(data: bytes) -> str:
    """Return ``sha256:`` and the hexadecimal SHA-256 of ``data``."""
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


def digest_of_stream(stream: BinaryIO) -> tuple[str, int]:
    """Return the digest of everything left in ``stream`` and its length in bytes, holding one mebibyte at a time."""
    hasher, size = hashlib.sha256(), 0
    while chunk := stream.read(CHUNK):
        hasher.update(chunk)
        size += len(chunk)
    return f"sha256:{hasher.hexdigest()}", size


def fingerprint_of(files: Iterable[tuple[str, str]]) -> str:
    """Return the fingerprint of a sample: the digest of its canonical list of ``(path, sha256)``, sorted by path.

    ``sha256`` is the bare hexadecimal digest of each file, as the manifest standard writes it.
    """
    listed: list[Json] = [{"path": path, "sha256": sha256} for path, sha256 in sorted(files)]
    return digest_of(canonical(listed))


def schema_hash_of(schema: Json) -> str:
    """Return the digest of a schema's canonical form, so that layout and key order don't matter."""
    return digest_of(canonical(schema))
