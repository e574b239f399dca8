"""Finds what looks like a live secret in bytes, and tells its kind and line, never its text."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from mmap import mmap
from typing import TypeAlias

Scanned: TypeAlias = bytes | mmap

MOST_LEAKS = 100
BASE62 = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
CHECKSUM_LENGTH = 6
SANDBOX_MARK = b"hsx_"
EXAMPLES = re.compile(rb"example|x{6}|0{8}|your[_-]|changeme|redacted|password|secret", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Leak:
    """One secret found: what kind it is, and the 1-based line it begins on."""

    kind: str
    line: int


@dataclass(frozen=True)
class _Form:
    """A kind of secret: the literal ``mark`` it begins with, and the pattern of what follows."""

    kind: str
    mark: bytes
    rest: re.Pattern[bytes]


def _form(kind: str, rest: bytes, *marks: bytes) -> list[_Form]:
    return [_Form(kind, mark, re.compile(rest)) for mark in marks]


FORMS = (
    *_form("a sandbox client secret", rb"[0-9A-Za-z]{36}\b", SANDBOX_MARK),
    *_form("a private key", rb"(?:[A-Z]+ ){0,3}PRIVATE KEY(?: BLOCK)?-----", b"-----BEGIN "),
    *_form("a private JSON Web Key", rb"\s{0,20}:\s{0,20}\"[A-Za-z0-9_-]{43,1024}\"", b'"d"'),
    *_form(
        "a bearer token",
        rb" {0,4}(?=[A-Za-z._~+/-]{0,200}[0-9])[A-Za-z0-9._~+/-]{20,4096}",
        b"Bearer ",
        b"bearer ",
    ),
    *_form("an AWS access key", rb"[0-9A-Z]{16}\b", b"AKIA", b"ASIA"),
    *_form("a GitHub token", rb"[A-Za-z0-9]{36,255}\b", b"ghp_", b"gho_", b"ghu_", b"ghs_", b"ghr_"),
    *_form("a GitHub token", rb"[A-Za-z0-9_]{60,255}\b", b"github_pat_"),
    *_form("a GitLab token", rb"[A-Za-z0-9_-]{20,64}", b"glpat-"),
    *_form("a Slack token", rb"[abeprs]-[A-Za-z0-9-]{20,255}", b"xox"),
    *_form("a Stripe key", rb"[A-Za-z0-9]{20,255}\b", b"sk_live_", b"rk_live_"),
    *_form("a Google API key", rb"[A-Za-z0-9_-]{35}\b", b"AIza"),
    *_form("an OpenAI or Anthropic key", rb"(?:ant-|proj-)?[A-Za-z0-9_-]{32,255}", b"sk-"),
    *_form("a Hugging Face token", rb"[A-Za-z0-9]{34,64}\b", b"hf_"),
    *_form("a package registry token", rb"[A-Za-z0-9_-]{50,255}", b"pypi-AgE"),
    *_form("a package registry token", rb"[A-Za-z0-9]{36}\b", b"npm_"),
    *_form(
        "a password in an address",
        rb"[^\s:/@\"'<>{}$]{1,64}:[^\s:/@\"'<>{}$]{3,128}@[A-Za-z0-9.-]+",
        b"://",
    ),
)


def find_leaks(data: Scanned) -> tuple[Leak, ...]:
    """Return the live-looking secrets in ``data`` in order, at most a hundred of each form.

    Text that says it is an example, and sandbox secrets whose checksum is wrong, are not secrets.
    """
    places = sorted((start, form.kind) for form in FORMS for start in _starts(data, form))
    leaks, line = [], 1
    for (before, _), (start, kind) in pairwise([(0, ""), *places]):
        line += data[before:start].count(b"\n")
        leaks.append(Leak(kind=kind, line=line))
    return tuple(leaks)


def _starts(data: Scanned, form: _Form) -> Iterator[int]:
    found, start = 0, data.find(form.mark)
    while start >= 0 and found < MOST_LEAKS:
        match = form.rest.match(data, start + len(form.mark))
        if match and not _inside_word(data, start) and _looks_live(form.mark, match.group()):
            found += 1
            yield start
        start = data.find(form.mark, start + len(form.mark))


def _inside_word(data: Scanned, start: int) -> bool:
    around = data[max(0, start - 1) : start + 1]
    return len(around) == 2 and re.fullmatch(rb"\w\w", around) is not None


def _looks_live(mark: bytes, rest: bytes) -> bool:
    if mark == SANDBOX_MARK:
        return _checksum(mark + rest[:-CHECKSUM_LENGTH]) == rest[-CHECKSUM_LENGTH:]
    return not EXAMPLES.search(rest)


def _checksum(text: bytes) -> bytes:
    """Return the CRC-32 of ``text`` in six digits of base 62, as credentials end with."""
    rest, digits = zlib.crc32(text), bytearray()
    for _ in range(CHECKSUM_LENGTH):
        rest, digit = divmod(rest, len(BASE62))
        digits.append(BASE62[digit])
    return bytes(reversed(digits))
